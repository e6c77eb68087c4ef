// The way of one citizen through the kiosk, as a table: screen -> action -> next screen.

/**
 * @typedef {"attract" | "language" | "service" | "channel" | "taking" | "problem" | "ticket"} Step
 * @type {Record<Step, Record<string, Step>>}
 */
export const STEPS = {
  attract: { start: "language" },
  language: { next: "service", back: "attract" },
  service: { next: "channel", back: "language" },
  channel: { next: "taking", back: "service" },
  taking: { taken: "ticket", refused: "problem" },
  problem: { retry: "taking", other: "service", back: "channel" },
  ticket: {},
};

/** Screens from which "start again" ends the visit; `taking` waits for its answer first. */
export const MAY_RESTART = new Set(["language", "service", "channel", "problem", "ticket"]);

/**
 * What a person at the terminal sees in each state of the ticket that was called there.
 * @type {Record<string, "called" | "serving" | "thanks">}
 */
export const TERMINAL_SCREENS = { called: "called", serving: "serving", finished: "thanks" };

/**
 * The next step that a refused ticket leaves open: try again, choose something else, or (null) begin anew.
 * @type {Record<string, "retry" | "other">}
 */
export const WAYS_ON = {
  unreachable: "retry",
  too_many_requests: "retry",
  http_500: "retry",
  http_502: "retry",
  http_503: "retry",
  http_504: "retry",
  channel_not_offered: "other",
  unknown_service: "other",
  idempotency_key_reused: "other",
  invalid_input: "other",
};
