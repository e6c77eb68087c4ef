// What getStats says about the connections: which way they go, and how well.

/** Thresholds for a talk that is still pleasant (ITU-T G.114 for delay; loss as felt with Opus and VP8). */
const WEAK_LOSS = 0.05;
const WEAK_ROUND_TRIP_S = 0.4;

/**
 * @typedef {"direct" | "relayed"} Path
 * @typedef {"good" | "weak" | "interrupted"} Quality
 * @typedef {{packets: number, lost: number, frozen: number}} Received totals since the connection began
 * @typedef {object} Sample
 * @property {Path | null} path null before there is one
 * @property {number} roundTrip seconds
 * @property {Received | null} received null on a connection that only sends
 */

/**
 * @param {RTCPeerConnection} connection
 * @returns {Promise<Sample>}
 */
export async function sample(connection) {
  /** @type {any[]} */
  const reports = [];
  (await connection.getStats()).forEach((report) => reports.push(report));
  const pair = selectedPair(reports);
  const inbound = reports.filter(({ type }) => type === "inbound-rtp");
  return {
    path: pair ? pathOf(pair, reports) : null,
    roundTrip: pair?.currentRoundTripTime ?? 0,
    received: inbound.length ? inbound.reduce(addUp, { packets: 0, lost: 0, frozen: 0 }) : null,
  };
}

/**
 * One relayed connection makes the whole talk relayed: the badge must not promise too much.
 * @param {Sample[]} samples
 * @returns {Path | null}
 */
export function pathOfAll(samples) {
  const paths = samples.map(({ path }) => path).filter(Boolean);
  if (paths.length === 0) return null;
  return paths.includes("relayed") ? "relayed" : "direct";
}

/**
 * @param {Sample} before a few seconds ago, on the same connection
 * @param {Sample} now
 * @returns {Quality}
 */
export function judge(before, now) {
  if (now.roundTrip > WEAK_ROUND_TRIP_S) return "weak";
  if (!now.received || !before.received) return "good";
  const lost = now.received.lost - before.received.lost;
  const packets = now.received.packets - before.received.packets;
  const lossy = lost > WEAK_LOSS * (lost + packets);
  return (lost > 0 && lossy) || now.received.frozen > before.received.frozen ? "weak" : "good";
}

/**
 * Chromium and Safari name the selected pair on the transport, Firefox marks the pair.
 * @param {any[]} reports
 */
function selectedPair(reports) {
  const ids = reports.filter(({ type }) => type === "transport").map((one) => one.selectedCandidatePairId);
  const pairs = reports.filter(({ type }) => type === "candidate-pair");
  return pairs.find(({ id, selected }) => selected || ids.includes(id))
    ?? pairs.find(({ nominated, state }) => nominated && state === "succeeded");
}

/**
 * @param {any} pair
 * @param {any[]} reports
 * @returns {Path}
 */
function pathOf(pair, reports) {
  const ends = reports.filter(({ id }) => id === pair.localCandidateId || id === pair.remoteCandidateId);
  return ends.some(({ candidateType }) => candidateType === "relay") ? "relayed" : "direct";
}

/**
 * @param {Received} total
 * @param {any} inbound
 * @returns {Received}
 */
function addUp(total, inbound) {
  return {
    packets: total.packets + (inbound.packetsReceived ?? 0),
    lost: total.lost + Math.max(0, inbound.packetsLost ?? 0),
    frozen: total.frozen + (inbound.freezeCount ?? 0),
  };
}
