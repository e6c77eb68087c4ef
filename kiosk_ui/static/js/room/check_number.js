// The six digits that people may read to each other: the same on both sides, if nobody sits in between.
import { Agreement, newNonce, ownFingerprint } from "./agreement.js";
import { nameOf } from "./names.js";
import { copyOf, part, showOnly } from "./partial.js";

/** Whoever makes pages agree again and again is waiting for a lucky number. */
const MOST_AGREEMENTS = 20;

/** A page that comes back to the room says the same as before. @type {Map<string, string>} */
const nonces = new Map();

/** @typedef {import("./room.js").Participant} Participant */

export class CheckNumber {
  /** @type {Map<string, Agreement>} by participant */
  #agreements = new Map();
  /** @type {Map<string, number>} by participant */
  #tries = new Map();
  /** Those that are broken, once it was said. @type {WeakSet<Agreement>} */
  #judged = new WeakSet();
  /** What arrives is worked through in its order. */
  #turn = Promise.resolve();
  /** @type {string | null} */
  #fingerprint = null;
  #listening = new AbortController();
  #root;
  #room;
  #notices;

  /** By participant and instance, since this page is in the room. @type {Set<string>} */
  #met = new Set();
  #consultation;

  /** @param {import("./features.js").Context} context */
  constructor({ root, room, notices, live, options }) {
    this.#root = root;
    this.#room = room;
    this.#notices = notices;
    this.#consultation = options.consultation;
    this.#inTurn(async () => void (this.#fingerprint = await ownFingerprint()));
    const { signal } = this.#listening;
    /** @type {[string, (detail: any) => unknown][]} */
    const heard = [
      ["participant", (participant) => this.#changed(participant)],
      ["frame:verify-commit", (frame) => this.#committed(frame)],
      ["frame:verify-reveal", (frame) => this.#revealed(frame)],
      ["frame:verify-broken", (frame) => this.#brokenOff(frame)],
    ];
    for (const [name, handle] of heard) {
      room.addEventListener(name, (event) => this.#heard(/** @type {CustomEvent} */ (event).detail, handle), { signal });
    }
    room.addEventListener("described", (event) => this.#described(/** @type {CustomEvent} */ (event).detail), { signal });
    live.addEventListener("state", () => void (live.state === "online" || this.#met.clear()), { signal });
    this.#show();
  }

  stop() {
    this.#listening.abort();
    this.#agreements.clear();
    this.#show();
  }

  /**
   * A message belongs to the page that was there when it came; by its turn another may have taken the seat.
   * @param {any} detail
   * @param {(detail: any) => unknown} handle
   */
  #heard(detail, handle) {
    const instance = detail.instance ?? this.#room.participants.get(detail.from)?.instance;
    this.#inTurn(() => handle({ ...detail, instance }));
  }

  /** Came, went, or said something about its devices. @param {Participant} participant */
  async #changed({ id, instance, present }) {
    const key = `${id} ${instance}`;
    if (!present) this.#met.delete(key);
    else if (id !== "agent" && !this.#met.has(key)) {
      this.#met.add(key);
      await this.#meet(id, instance);
    }
    this.#show();
  }

  /**
   * @param {string} peer
   * @param {string} instance
   */
  async #meet(peer, instance) {
    const agreement = this.#agreementWith(peer, instance);
    if (agreement) this.#room.send({ type: "verify-commit", to: peer, commitment: await agreement.commitment() });
  }

  /** @param {{from: string, instance: string, commitment: string}} frame */
  #committed({ from, instance, commitment }) {
    const agreement = this.#agreementOf(from, instance);
    if (!agreement) return;
    agreement.commit(commitment);
    this.#judge(agreement);
    const { fingerprint, nonce } = agreement.own;
    if (!agreement.broken) this.#room.send({ type: "verify-reveal", to: from, fingerprint, nonce });
  }

  /** @param {{from: string, instance: string, fingerprint: string, nonce: string}} frame */
  async #revealed({ from, instance, fingerprint, nonce }) {
    const agreement = this.#agreementOf(from, instance);
    if (!agreement) return;
    await agreement.reveal({ fingerprint, nonce });
    this.#judge(agreement);
    this.#show();
  }

  /** They have noticed it, and connect no more: this page may never get the description that would show it. @param {{from: string, instance: string}} frame */
  #brokenOff({ from, instance }) {
    const agreement = this.#agreementOf(from, instance);
    if (!agreement) return;
    agreement.broken = true;
    this.#judge(agreement);
  }

  /** At once, as the room uses the description next; only the very first may come too early. @param {{from: string, sdp: string}} frame */
  #described(frame) {
    if (this.#fingerprint) this.#describe(frame);
    else this.#inTurn(() => this.#describe(frame));
  }

  /** @param {{from: string, sdp: string}} frame */
  #describe({ from, sdp }) {
    const agreement = from === "agent" ? null : this.#agreementOf(from);
    if (!agreement) return;
    agreement.describe(sdp);
    this.#judge(agreement);
  }

  /** @param {Agreement} agreement */
  #judge(agreement) {
    if (!agreement.broken || this.#judged.has(agreement)) return;
    this.#judged.add(agreement);
    this.#room.distrust(agreement.peer);
    this.#room.send({ type: "verify-broken", to: agreement.peer });
    this.#notices.show("verification-broken");
    this.#show();
  }

  /**
   * None with a page that is not there any more.
   * @param {string} peer
   * @param {string} [instance] the page that is meant; else the present one
   */
  #agreementOf(peer, instance) {
    const participant = this.#room.participants.get(peer);
    if (!participant || (instance ?? participant.instance) !== participant.instance) return null;
    return this.#agreementWith(peer, participant.instance);
  }

  /**
   * @param {string} peer
   * @param {string} instance
   */
  #agreementWith(peer, instance) {
    const known = this.#agreements.get(peer);
    if (known?.instance === instance) return known;
    const tries = (this.#tries.get(peer) ?? 0) + 1;
    if (!this.#fingerprint || tries > MOST_AGREEMENTS) return null;
    this.#tries.set(peer, tries);
    const key = `${this.#consultation} ${peer} ${instance}`;
    const nonce = nonces.get(key) ?? newNonce();
    nonces.set(key, nonce);
    const agreement = new Agreement(peer, instance, { id: this.#room.you, fingerprint: this.#fingerprint, nonce });
    this.#agreements.set(peer, agreement);
    return agreement;
  }

  /** One number stands in the head line; several stand in a list, with names. */
  #show() {
    const root = part(this.#root, "check");
    const shown = [...this.#agreements.values()].filter((one) => one.code && !one.broken && this.#room.participants.get(one.peer)?.present);
    root.hidden = shown.length === 0;
    showOnly(root, "data-numbers", shown.length === 1 ? "one" : "many");
    part(root, "check-number").textContent = shown.length === 1 ? inGroups(shown[0].code) : "";
    part(root, "check-list").replaceChildren(...(shown.length > 1 ? shown.map((one) => this.#row(one)) : []));
  }

  /** @param {Agreement} agreement */
  #row({ peer, code }) {
    const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="check-row"]'));
    part(row, "check-name").textContent = nameOf(this.#root, this.#room, peer);
    part(row, "check-number").textContent = inGroups(code);
    return row;
  }

  /** @param {() => unknown} act */
  #inTurn(act) {
    this.#turn = this.#turn.then(async () => void (await act())).catch(() => {});
  }
}

/** @param {string | null} code */
function inGroups(code) {
  return code ? `${code.slice(0, 3)} ${code.slice(3)}` : "";
}
