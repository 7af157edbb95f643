/** The wire to the sandbox server: server-sent events down, POSTs up, the key on every call. */

/** What the server refused; the message is a sentence for the person who acted. */
export class Refused extends Error {}

const RETRY_MS = 1000;
const OTHER_NAMES = { "127.0.0.1": "localhost", localhost: "127.0.0.1" };

export class Api {
  constructor(key) {
    this.key = key;
  }

  /**
   * One act of a member. Files travel as parts `file0`, `file1`, … beside `payload_json`.
   * Throws `Refused` with the server's sentence, or with our own where no answer came.
   */
  async act(payload, files = []) {
    return this.#post("act", payload, files);
  }

  /** Presses one button of the tray; resolves to `{ok, text}`. */
  async tray(action) {
    return this.#post("tray", { action }, []);
  }

  /**
   * Follows one viewer's events until the returned function is called.
   * The browser repeats `Last-Event-ID` by itself; only a refused stream is opened anew here.
   */
  follow(viewer, { onEvent, onLink }) {
    let source = null;
    let timer = null;
    const open = () => {
      const address = this.#address("events", viewer ? { as: viewer } : {});
      source = new EventSource(`${eventsOrigin()}${address}`);
      source.addEventListener("open", () => onLink(true));
      source.addEventListener("message", (event) => {
        onEvent(JSON.parse(event.data));
      });
      source.addEventListener("error", () => {
        onLink(false);
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }

  async #post(path, payload, files) {
    const answer = await this.#send(path, payload, files);
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return body;
    throw new Refused(body.error ?? `The sandbox answered ${answer.status} and gave no reason.`);
  }

  async #send(path, payload, files) {
    try {
      return await fetch(this.#address(path), { method: "POST", ...bodyOf(payload, files) });
    } catch (error) {
      throw new Refused("The sandbox did not answer. Is it still running?", { cause: error });
    }
  }

  #address(path, extra = {}) {
    return `/page/${path}?${new URLSearchParams({ key: this.key, ...extra })}`;
  }
}

/**
 * A browser keeps at most six connections to one host, and each window holds one for its events:
 * under this machine's other name they leave those for acts and files free.
 */
function eventsOrigin() {
  const other = OTHER_NAMES[location.hostname];
  return other ? `${location.protocol}//${other}:${location.port}` : "";
}

function bodyOf(payload, files) {
  if (files.length === 0) {
    return { body: JSON.stringify(payload), headers: { "Content-Type": "application/json" } };
  }
  const form = new FormData();
  form.append("payload_json", JSON.stringify(payload));
  files.forEach((file, index) => form.append(`file${index}`, file, file.name));
  return { body: form };
}
