// Who comes and goes, in words. The other side may reload its page: only a longer absence is worth them.
import { nameOf } from "./names.js";

const ABSENCE_GRACE_MS = 2_500;

/** @typedef {import("./room.js").Participant} Participant */

export class Presence {
  /** @type {Map<string, number>} timers of those who have just gone */
  #absences = new Map();
  /** @type {Map<string, string>} of those who are here: under which name */
  #here = new Map();
  /** We are in the room ourselves: who comes now comes after us. */
  #isInside = false;
  #root;
  #room;
  #notices;
  #stage;
  #role;

  /**
   * @param {HTMLElement} root of the room
   * @param {import("./room.js").Room} room
   * @param {import("./notices.js").Notices} notices
   * @param {import("./stage.js").Stage} stage
   * @param {string} role ours
   */
  constructor(root, room, notices, stage, role) {
    this.#root = root;
    this.#room = room;
    this.#notices = notices;
    this.#stage = stage;
    this.#role = role;
  }

  stop() {
    this.#absences.forEach((timer) => clearTimeout(timer));
    this.#absences.clear();
  }

  entered() {
    this.#isInside = true;
  }

  /** Came, went, or said something about their devices. @param {Participant} participant */
  met(participant) {
    this.#stage.describe(participant);
    if (participant.id === "agent") return;
    clearTimeout(this.#absences.get(participant.id));
    if (participant.present) this.#came(participant);
    else this.#await(participant.id);
  }

  /** Somebody hung up, so that there is nothing to wait for. @param {string} from */
  hungUp(from) {
    if (this.#isOtherSide(from)) this.#notices.show("peer-hung-up");
  }

  /** Clerk and citizen are each other's other side; a guest has two, and sees by name who is missing. @param {string} id */
  #isOtherSide(id) {
    return this.#role !== "guest" && !id.startsWith("guest");
  }

  /** @param {Participant} participant */
  #came(participant) {
    const { id, status } = participant;
    const [before, name] = [this.#here.get(id), nameOf(this.#root, this.#room, id)];
    this.#here.set(id, participant.name ?? name);
    const wasAway = this.#absences.delete(id);
    if (!this.#isOtherSide(id)) {
      if (before === undefined && (this.#isInside || this.#role !== "guest")) this.#say("guest-came", participant, name);
      return;
    }
    if (id === "clerk" && before !== undefined && participant.name && before !== participant.name) this.#say("clerk-changed", participant, participant.name);
    else if (this.#notices.isShown("peer-left")) this.#notices.show("peer-returned");
    this.#notices.clear("peer-left");
    if (wasAway) this.#notices.clear("peer-hung-up");
    this.#stage.wait(status.camera === "none" && status.microphone === "none" ? "silent" : "connecting");
  }

  /** Picture and sound may go on although the other page has lost the server: then nothing is missed. @param {string} id */
  #missed(id) {
    const participant = this.#room.participants.get(id);
    if (!participant || participant.present) return;
    const flows = this.#room.streams.incoming.some(({ address, edge }) => address.peer === id && edge.connection.connectionState === "connected");
    if (flows && this.#room.joined) return this.#await(id);
    if (!this.#isOtherSide(id)) this.#went(participant);
    else if (!this.#notices.isShown("peer-hung-up")) this.#notices.show("peer-left");
    if (id.startsWith("guest")) this.#here.delete(id);
    this.#stage.remove({ from: id, label: "camera" });
    if (this.#isOtherSide(id)) this.#stage.wait("nobody");
  }

  /** A colleague who has taken over is still here. @param {Participant} guest */
  #went(guest) {
    const clerk = this.#room.participants.get("clerk");
    if (clerk?.present && clerk.name === guest.name) return;
    this.#say("guest-went", guest, nameOf(this.#root, this.#room, guest.id));
  }

  /** @param {string} id */
  #await(id) {
    this.#absences.set(id, window.setTimeout(() => this.#missed(id), ABSENCE_GRACE_MS));
  }

  /**
   * @param {string} notice
   * @param {Participant} participant
   * @param {string} name
   */
  #say(notice, { role }, name) {
    this.#notices.clear(notice);
    this.#notices.show(notice, undefined, { name, role });
  }
}
