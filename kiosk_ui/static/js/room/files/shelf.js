// The files of a conversation, on every page the same: who adds one tells the others of it, and they fetch it. A page that comes
// later, or was loaded anew, fetches all of them from a page that has them. They live in the memory of the pages, until the end.
import { newKey } from "../../api.js";
import { cleanName, refusal } from "./names.js";

/** Of all files together, in bytes: telephones have not much more. */
const ROOM_BYTES = 200 * 1024 * 1024;
const MOST_FILES = 60;
const AGAIN_MS = 3_000;
const IDENTIFIER = /^[\w-]{1,64}$/;

/**
 * @typedef {import("./names.js").Limits} Limits
 * @typedef {object} Shared
 * @property {string} id
 * @property {string} name
 * @property {number} size bytes
 * @property {string} from who added it
 * @property {string} at RFC 3339
 * @property {Blob | null} blob null until it has arrived
 * @property {number} arrived bytes
 * @property {Map<string, number>} sent bytes that others have, by participant
 * @property {string | null} refused why somebody else did not take it
 * @property {Set<string>} sources pages that have it
 */

/** Dispatches CustomEvents with a Shared as detail: "added", "changed", "arrived", "removed". */
export class FileShelf extends EventTarget {
  /** Nothing, until the server has said what the office allows. @type {Limits} */
  limits = { largest: 0, types: [] };
  /** @type {Map<string, Shared>} in the order in which they came */
  #files = new Map();
  /** @type {Map<string, AbortController>} what goes out, by file and receiver */
  #sending = new Map();
  /** One file after another to each. @type {Map<string, Promise<void>>} */
  #turns = new Map();
  /** @type {Set<string>} ids of files that their owner took back */
  #gone = new Set();
  #listening = new AbortController();
  #room;
  /** @type {(() => void)[]} */
  #stops;

  /** @param {import("../room.js").Room} room */
  constructor(room) {
    super();
    this.#room = room;
    const { signal } = this.#listening;
    room.addEventListener("joined", (event) => this.#entered(/** @type {CustomEvent} */ (event).detail), { signal });
    room.wire.addEventListener("reached", (event) => this.#reached(/** @type {CustomEvent} */ (event).detail.peer), { signal });
    this.#stops = [
      room.wire.on("file-known", { message: ({ from, payload }) => this.#learn(from, payload) }),
      room.wire.on("file-wanted", { message: ({ from, payload }) => this.#give(from, payload) }),
      room.wire.on("file-refused", { message: ({ from, payload }) => this.#refusedBy(from, payload) }),
      room.wire.on("file-gone", { message: ({ from, payload }) => this.#takenBack(from, payload) }),
      room.wire.on("file", {
        offered: ({ payload, size }) => (this.#awaited(payload)?.size === size ? null : "unwanted"),
        progress: ({ payload }, bytes) => this.#progressed(payload, bytes),
        received: ({ payload }, blob) => this.#arrived(payload, blob),
        failed: ({ from, payload }, code) => this.#failed(from, payload, code),
      }),
    ];
  }

  get files() {
    return [...this.#files.values()];
  }

  /** @param {string} id */
  file(id) {
    return this.#files.get(id) ?? null;
  }

  /**
   * @param {File} given
   * @returns {{file: Shared | null, code: string | null}} the file, or why it is not taken
   */
  add(given) {
    const name = cleanName(given.name);
    const code = refusal({ name, size: given.size }, this.limits) ?? this.#fullFor(given.size);
    if (code) return { file: null, code };
    const file = { id: newKey(), name, size: given.size, from: this.#room.you, at: new Date().toISOString(), blob: given };
    return { file: this.#put({ ...file, arrived: given.size }, true), code: null };
  }

  /** Takes a file of one's own back; who has it already keeps it. @param {string} id */
  cancel(id) {
    const file = this.#files.get(id);
    if (!file || file.from !== this.#room.you) return;
    this.#room.wire.tell("file-gone", { id });
    this.#drop(file);
  }

  stop() {
    this.#listening.abort();
    this.#stops.forEach((stop) => stop());
    this.#sending.forEach((controller) => controller.abort());
    this.#files.clear();
  }

  /** @param {any} frame the message `joined` */
  #entered({ files }) {
    this.limits = { largest: Number(files?.largest ?? 0), types: [...(files?.types ?? [])] };
  }

  /**
   * @param {Omit<Shared, "sent" | "refused" | "sources">} file
   * @param {boolean} tell the others
   */
  #put(file, tell) {
    /** @type {Shared} */
    const shared = { ...file, sent: new Map(), refused: null, sources: new Set() };
    this.#files.set(file.id, shared);
    this.#tell("added", shared);
    if (tell) this.#room.wire.tell("file-known", description(shared));
    return shared;
  }

  /** Whoever is new, or was lost, hears what is here, and is asked for what is missing. @param {string} peer */
  #reached(peer) {
    for (const file of this.files) {
      if (file.blob) this.#room.wire.tell("file-known", description(file), { to: peer });
      else if (file.sources.has(peer)) this.#ask(file, peer);
    }
  }

  /** @param {string} from @param {any} told */
  #learn(from, told) {
    const { id, size, from: author, at } = told ?? {};
    if (!IDENTIFIER.test(id) || !Number.isSafeInteger(size) || this.#gone.has(id)) return;
    const known = this.#files.get(id);
    if (known) return this.#foundAt(known, from);
    const name = cleanName(told.name);
    const code = refusal({ name, size }, this.limits) ?? this.#fullFor(size);
    if (code) return this.#room.wire.tell("file-refused", { id, code }, { to: from });
    const owner = typeof author === "string" && this.#mayBeAuthor(author) ? author : from;
    const moment = Number.isNaN(Date.parse(at)) ? new Date().toISOString() : at;
    const file = this.#put({ id, name, size, from: owner, at: moment, blob: null, arrived: 0 }, false);
    this.#foundAt(file, from);
  }

  /** @param {Shared} file @param {string} peer */
  #foundAt(file, peer) {
    file.sources.add(peer);
    file.sent.set(peer, file.size);
    if (!file.blob) this.#ask(file, peer);
    this.#tell("changed", file);
  }

  /** @param {string} author */
  #mayBeAuthor(author) {
    return author === this.#room.you || this.#room.participants.has(author);
  }

  /** @param {Shared} file @param {string} peer */
  #ask(file, peer) {
    this.#room.wire.tell("file-wanted", { id: file.id }, { to: peer });
  }

  /** @param {string} peer @param {any} wanted */
  #give(peer, wanted) {
    const file = this.#files.get(wanted?.id);
    const key = `${file?.id} ${peer}`;
    if (!file?.blob || this.#sending.has(key)) return;
    const controller = new AbortController();
    this.#sending.set(key, controller);
    const turn = (this.#turns.get(peer) ?? Promise.resolve()).then(() => this.#send(file, peer, controller.signal));
    this.#turns.set(peer, turn.finally(() => this.#sending.delete(key)));
  }

  /** @param {Shared} file @param {string} peer @param {AbortSignal} signal */
  async #send(file, peer, signal) {
    const progress = (/** @type {number} */ bytes) => {
      file.sent.set(peer, bytes);
      this.#tell("changed", file);
    };
    progress(0);
    try {
      await this.#room.wire.send("file", { id: file.id }, /** @type {Blob} */ (file.blob), { to: peer, progress, signal });
    } catch (error) {
      file.sent.delete(peer); // it asks again when it is reached again
      if (/** @type {{code?: string}} */ (error).code === "unreadable") this.#drop(file);
      this.#tell("changed", file);
    }
  }

  /** @param {any} payload */
  #awaited(payload) {
    const file = this.#files.get(payload?.id);
    return file && !file.blob ? file : null;
  }

  /** @param {any} payload @param {number} bytes */
  #progressed(payload, bytes) {
    const file = this.#awaited(payload);
    if (!file) return;
    file.arrived = bytes;
    this.#tell("changed", file);
  }

  /** @param {any} payload @param {Blob} blob */
  #arrived(payload, blob) {
    const file = this.#awaited(payload);
    if (!file) return;
    file.blob = blob;
    file.arrived = blob.size;
    this.#tell("changed", file);
    this.#tell("arrived", file);
  }

  /** @param {string} from @param {any} payload @param {string} code */
  #failed(from, payload, code) {
    const file = this.#awaited(payload);
    if (!file) return;
    file.arrived = 0;
    if (code === "gone") file.sources.delete(from);
    const [source] = file.sources;
    if (source) setTimeout(() => this.#awaited(payload) && this.#ask(file, source), AGAIN_MS);
    this.#tell("changed", file);
  }

  /** @param {string} _from @param {any} told */
  #refusedBy(_from, told) {
    const file = this.#files.get(told?.id);
    if (!file) return;
    file.refused = ["wrong_type", "too_large", "shelf_full"].includes(told.code) ? told.code : "wrong_type";
    this.#tell("changed", file);
  }

  /** Only the owner takes back, and only what is not here yet. @param {string} from @param {any} told */
  #takenBack(from, told) {
    const file = this.#files.get(told?.id);
    if (file?.from !== from) return;
    this.#gone.add(file.id);
    if (!file.blob) this.#drop(file);
  }

  /** @param {Shared} file */
  #drop(file) {
    for (const [key, controller] of this.#sending) if (key.startsWith(`${file.id} `)) controller.abort();
    this.#files.delete(file.id);
    this.#gone.add(file.id);
    this.#tell("removed", file);
  }

  /** @param {number} more bytes */
  #fullFor(more) {
    const all = this.files.reduce((sum, { size }) => sum + size, more);
    return all > ROOM_BYTES || this.#files.size >= MOST_FILES ? "shelf_full" : null;
  }

  /** @param {string} name @param {Shared} file */
  #tell(name, file) {
    this.dispatchEvent(new CustomEvent(name, { detail: file }));
  }
}

/** @param {Shared} file */
function description({ id, name, size, from, at }) {
  return { id, name, size, from, at };
}
