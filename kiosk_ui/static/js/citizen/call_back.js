// A consultation that goes on by telephone: at which number we call, and the way back into the room.

import { errorText } from "../texts.js";
import { where } from "./ticket_states.js";
import { need, setText, view } from "./views.js";

/** @param {import("./ticket_states.js").Ticket} ticket */
export function showCallBack(ticket) {
  const began = ticket.state === "serving" && ticket.consultation !== null;
  need(view("serving"), "[data-call-back]").hidden = !began || where(ticket) !== "telephone";
}

/** @param {() => Promise<void>} goBack */
export function offerWayBack(goBack) {
  const part = need(view("serving"), "[data-call-back]");
  need(part, "[data-back-to-video]").onclick = async () => {
    const problem = need(part, "[data-back-problem]");
    setText(problem, "");
    try {
      await goBack();
    } catch (error) {
      setText(problem, errorText(error));
    }
  };
}
