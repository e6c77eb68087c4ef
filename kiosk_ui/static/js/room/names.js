// What the people of a room are called on this page.
import { words } from "./partial.js";

/**
 * A guest's own name; the others by what they are here.
 * @param {HTMLElement} root of the room
 * @param {import("./room.js").Room} room
 * @param {string} id of a participant, oneself included
 */
export function nameOf(root, room, id) {
  if (id === room.you) return words(root, "name-you");
  return (id.startsWith("guest") && room.participants.get(id)?.name) || words(root, `name-${id}`);
}
