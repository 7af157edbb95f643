/** A member's acts, each with its nonce, and the answers that come back for it over the events. */

import { Refused } from "/page/api.js";

const CHOICES_TIMEOUT_MS = 4000;
const MOST_WATCHED = 200;

/**
 * `watch` of an act: `{acked(), failed(reason), modal(event), choices(list)}`, all optional.
 * Answers for nonces of other tabs are ignored.
 */
export class Session {
  #watched = new Map();

  constructor({ api, world, onModal }) {
    this.api = api;
    this.world = world;
    this.onModal = onModal;
  }

  /** Sends one act as the current member. Throws `Refused`. */
  async act(action, fields, { files = [], watch = null } = {}) {
    const nonce = freshNonce();
    if (watch) this.#remember(nonce, watch);
    try {
      return await this.api.act({ as: this.world.me, action, nonce, ...fields }, files);
    } catch (error) {
      this.#watched.delete(nonce);
      throw error;
    }
  }

  /** The bot's suggestions for one option; throws `Refused` when none came in time. */
  async suggestions(fields) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Refused("No suggestions came.")),
        CHOICES_TIMEOUT_MS,
      );
      const watch = {
        choices: (choices) => resolve(choices),
        failed: () => reject(new Refused("No suggestions came.")),
      };
      this.act("autocomplete", fields, { watch })
        .catch(reject)
        .then((answer) => answer?.choices && resolve(answer.choices));
      watch.settled = () => clearTimeout(timer);
    });
  }

  /** Takes the events that answer an act. */
  handle(event) {
    const watch = this.#watched.get(event.nonce);
    if (!watch) return;
    if (event.type === "autocomplete")
      this.#settle(event.nonce, () => watch.choices?.(event.choices ?? []));
    if (event.type === "modal") {
      watch.acked?.();
      watch.modal?.(event);
      this.onModal(event);
      this.#watched.delete(event.nonce);
    }
    if (event.type === "interaction") this.#interaction(event, watch);
  }

  #remember(nonce, watch) {
    this.#watched.set(nonce, watch);
    if (this.#watched.size > MOST_WATCHED) this.#watched.delete(this.#watched.keys().next().value);
  }

  #interaction(event, watch) {
    // A modal's own event may follow "acked", so the nonce stays known until it is replaced.
    if (event.state === "acked") watch.acked?.();
    if (event.state === "failed") this.#settle(event.nonce, () => watch.failed?.(event.reason));
  }

  #settle(nonce, then) {
    const watch = this.#watched.get(nonce);
    this.#watched.delete(nonce);
    watch?.settled?.();
    then();
  }
}

let acts = 0;

/** At most 25 characters, unique among this member's tabs. */
function freshNonce() {
  acts += 1;
  const random = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
  return `p${Date.now().toString(36)}${random}${acts.toString(36)}`.slice(0, 25);
}
