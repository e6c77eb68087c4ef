// Sign language: one person is large and stays large, and every picture keeps its frames (20 a second and more) where the
// way is narrow, and becomes coarser instead. Whoever needs it says so to all, as it is the others who send.
import { nameOf } from "./names.js";
import { copyOf, part } from "./partial.js";

/** Signs are read from movement. */
const FRAME_RATE = { min: 20, ideal: 30 };

export class SignLanguage {
  /** @type {Set<string>} the others who use it */
  #users = new Set();
  /** Made large once; who is tapped afterwards is the person's own choice. @type {HTMLElement | null} */
  #enlarged = null;
  #root;
  #room;
  #local;
  #notices;
  #choice;
  #person;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor({ root, room, local, notices }) {
    this.#root = root;
    this.#room = room;
    this.#local = local;
    this.#notices = notices;
    this.#choice = /** @type {HTMLInputElement} */ (part(root, "sign-language"));
    this.#person = /** @type {HTMLSelectElement} */ (part(root, "signer"));
    this.#choice.checked = false;
    this.#listen();
    this.#show();
  }

  stop() {
    this.#listening.abort();
    this.#choice.checked = false;
    this.#show();
  }

  #listen() {
    const { signal } = this.#listening;
    /** @type {Record<string, (detail: any) => void>} */
    const handlers = {
      joined: ({ sign_language: users }) => this.#entered(users ?? []),
      "frame:sign-language": ({ from, on }) => this.#heard(from, on),
      participant: () => this.#show(),
      "stream-state": () => this.#show(),
      "stream-ended": () => this.#show(),
    };
    for (const [name, handle] of Object.entries(handlers)) {
      this.#room.addEventListener(name, (event) => handle(/** @type {CustomEvent} */ (event).detail), { signal });
    }
    this.#local.addEventListener("track", () => this.#send(), { signal });
    this.#choice.addEventListener("change", () => this.#chosen(), { signal });
    this.#person.addEventListener("change", () => this.#show(), { signal });
  }

  /** A page that was loaded anew still knows it from the server; a server that was restarted, from the pages. @param {string[]} users */
  #entered(users) {
    if (users.includes(this.#room.you)) this.#choice.checked = true;
    else if (this.#choice.checked) this.#room.send({ type: "sign-language", on: true });
    this.#users = new Set(users.filter((id) => id !== this.#room.you));
    this.#show();
  }

  /**
   * @param {string} from
   * @param {boolean} on
   */
  #heard(from, on) {
    if (on) this.#users.add(from);
    else this.#users.delete(from);
    if (on) this.#notices.show("sign-language");
    this.#send();
  }

  #chosen() {
    this.#room.send({ type: "sign-language", on: this.#choice.checked });
    this.#show();
  }

  #show() {
    this.#listPeople();
    const signer = this.#choice.checked ? this.#person.value : null;
    this.#root.classList.toggle("room--sign", signer !== null);
    part(this.#root, "signer-choice").hidden = !this.#choice.checked || this.#person.options.length < 2;
    for (const tile of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(".room-stream[data-from]"))) {
      const signs = tile.dataset.from === signer && tile.dataset.label === "camera";
      tile.classList.toggle("room-stream--signer", signs);
      if (signs) this.#enlarge(tile);
    }
    this.#send();
  }

  /** Beside a document both have their part (css/room/ways.css). @param {HTMLElement} tile */
  #enlarge(tile) {
    const shown = part(this.#root, "stage").dataset.large;
    if (tile === this.#enlarged || tile.classList.contains("room-stream--large") || shown === "document" || shown === "screen") return;
    this.#enlarged = tile;
    part(tile, "enlarge").click();
  }

  /** The interpreter is proposed: before anybody has chosen, and when one comes. */
  #listPeople() {
    const people = [...this.#room.participants.values()].filter(({ id, present }) => present && id !== "agent");
    people.sort((one, other) => Number(other.role === "interpreter") - Number(one.role === "interpreter"));
    const known = [...this.#person.options].map(({ value }) => value);
    if (known.join() === people.map(({ id }) => id).join()) return;
    const before = known.length === 0 || !people.some(({ id }) => id === this.#person.value) ? people[0]?.id : this.#person.value;
    this.#person.replaceChildren(...people.map(({ id }) => this.#option(id)));
    const interpreter = people.find(({ id, role }) => role === "interpreter" && !known.includes(id));
    this.#person.value = interpreter?.id ?? before ?? "";
  }

  /** @param {string} id */
  #option(id) {
    const option = /** @type {HTMLOptionElement} */ (copyOf(this.#root, '[data-template="signer"]'));
    option.value = id;
    option.textContent = nameOf(this.#root, this.#room, id);
    return option;
  }

  /** Our own picture, for all of them. */
  #send() {
    const wanted = this.#choice.checked || this.#users.size > 0;
    this.#room.streams.keepFrames(wanted);
    this.#root.dataset.signing = String(wanted);
    const [track] = this.#local.stream.getVideoTracks();
    if (wanted && track?.getConstraints().frameRate !== FRAME_RATE) {
      track?.applyConstraints({ ...track.getConstraints(), frameRate: FRAME_RATE }).catch(() => {}); // it gives what it can
    }
  }
}
