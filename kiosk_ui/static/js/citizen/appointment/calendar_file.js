// The appointment as a file for the calendar on this device.

import { text } from "../../texts.js";
import { ApiError } from "../../api.js";
import { need } from "../views.js";

/**
 * @param {() => string} token of the appointment
 * @param {(error: unknown) => void} failed
 */
export function offerCalendarFile(token, failed) {
  need(document, "[data-calendar-file]").onclick = () => save(token()).catch(failed);
}

/** @param {string} token */
async function save(token) {
  const headers = { Authorization: `Bearer ${token}`, "Accept-Language": document.documentElement.lang };
  const response = await fetch("/api/appointment/calendar", { headers }).catch(() => null);
  if (!response) throw new ApiError("unreachable", 0, "");
  if (!response.ok) throw new ApiError("unexpected", response.status, (await response.json()).detail ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${text("file")}.ics`;
  link.click();
  URL.revokeObjectURL(link.href);
}
