/** The words of the first two minutes: what to do, why it matters, and what one press sets up. */

export const DRAWN_HERE =
  "Drawn on this machine to show camera, timing and money; the real service's picture is" +
  " photographic.";

/**
 * The three steps as `{id, title, done, what, why, actions}` from the server's `guide`; an action
 * has a label and either `setUp` (a command to fill in) or `tray` (something to do to the bot).
 */
export function stepsOf(guide) {
  return [
    { id: "clip", title: "Make a clip", done: guide.done.clip, ...makeClip(guide) },
    { id: "kill", title: "Kill the bot meanwhile", done: guide.done.kill, ...killBot(guide) },
    { id: "owner", title: "Be the owner", done: guide.done.owner, ...beOwner(guide) },
  ];
}

/** The step a person is at: a clip that is being made is the moment to kill. */
export function currentStep(guide, steps) {
  if (guide.under_way && !guide.done.kill) return steps[1];
  return steps.find((step) => !step.done) ?? null;
}

/** What is shown when all is done. */
export function ending(guide) {
  const raise = { label: "Raise the ceiling again", setUp: guide.set_up.raise };
  return {
    what: "That was it. Everything else here is yours to try; Backstage holds more trouble.",
    why: guide.lowered ? "Clips rest until somebody raises the ceiling again." : "",
    actions: guide.lowered ? [raise] : [],
  };
}

function makeClip(guide) {
  return {
    what: "/video stands ready below. Press Enter, read the price, press Enter again.",
    why: "The camera does as it is told: here it trucks left. It takes about 15 seconds.",
    actions: [{ label: "Fill it in again", setUp: guide.set_up.first }],
  };
}

function killBot(guide) {
  if (guide.under_way) {
    return {
      what: "Your clip is being made. End the bot now, as a power cut would.",
      why: "What is paid for must still arrive, and only once.",
      actions: [{ label: "Kill the bot now", tray: "kill", isMain: true }],
    };
  }
  return {
    what: "For this a clip must be in the making. Ask for one, and come back here.",
    why: "What is paid for must still arrive, and only once.",
    actions: [{ label: "Ask for another clip", setUp: guide.set_up.next, isMain: true }],
  };
}

function beOwner(guide) {
  if (!guide.lowered) {
    return {
      what: "Odile runs this bot and pays. As her, let a day cost $0.20: less than one clip.",
      why: "A ceiling holds before money is spent, for everybody.",
      actions: [{ label: "Be Odile", setUp: guide.set_up.lower, isMain: true }],
    };
  }
  return {
    what: "The ceiling is low now. Ask for a clip as Ana, and read what she is told.",
    why: "A refusal says what happened, and that it cost nothing.",
    actions: [{ label: "Be Ana again", setUp: guide.set_up.next, isMain: true }],
  };
}
