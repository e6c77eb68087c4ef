// The way of one citizen through the kiosk, as a table: screen -> action -> next screen.

/**
 * @typedef {"attract" | "language" | "intent" | "service" | "channel" | "taking" | "problem" | "ticket" | "check_in"
 *   | "not_checked_in" | "book_way" | "book_day" | "book_time" | "book_contact" | "booked" | "legal"} Step
 * @type {Record<Step, Record<string, Step>>}
 */
export const STEPS = {
  attract: { start: "language" },
  language: { next: "intent", back: "attract" },
  intent: { number: "service", check_in: "check_in", book: "service", back: "language" },
  service: { next: "channel", book_way: "book_way", book_day: "book_day", back: "intent" },
  channel: { next: "taking", back: "service" },
  taking: { taken: "ticket", refused: "problem" },
  problem: { retry: "taking", other: "service", back: "channel" },
  ticket: { check_in: "check_in" },
  check_in: { taken: "ticket", refused: "not_checked_in", back: "intent" },
  not_checked_in: { number: "service", book: "service", back: "check_in" },
  book_way: { next: "book_day", back: "service" },
  book_day: { next: "book_time", back: "book_way" },
  book_time: { next: "book_contact", back: "book_day" },
  book_contact: { next: "booked", expired: "book_day", back: "book_time" },
  booked: {},
  legal: { back: "attract" },
};

/** Screens that go by themselves after a while, with a visible countdown. */
export const CLOSES = new Set(["ticket", "booked"]);

/** Screens from which "start again" ends the visit; `taking` waits for its answer first. */
export const MAY_RESTART = new Set(Object.keys(STEPS).filter((step) => step !== "attract" && step !== "taking"));

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
  by_appointment_only: "other",
  idempotency_key_reused: "other",
  invalid_input: "other",
};

/** Why somebody with an appointment gets no number now, and whether a number or another appointment helps. */
export const NOT_CHECKED_IN = new Map([
  ["too_early", false],
  ["another_day", false],
  ["wrong_office", false],
  ["already_checked_in", false],
  ["too_late", true],
  ["appointment_cancelled", true],
  ["link_ended", true],
]);
