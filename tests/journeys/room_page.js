// A face reduced to the room: what it needs comes in the address, and tests reach the parts as `window.page`.
import { LiveConnection, liveUrl } from "/static/js/live.js";
import { DeviceCheck } from "/static/js/room/device_check.js";
import { RoomView } from "/static/js/room/view.js";

const asked = new URLSearchParams(location.search);
const role = asked.get("role");
const consultation = Number(asked.get("consultation"));
const live = new LiveConnection(liveUrl(), { token: location.hash.slice(1) || null, face: role === "agent" ? "agent" : "browser" });
const page = { live, view: null, check: null, done: null, told: [], connections: [], tracks: [] };
window.page = page;

/** Everything that could outlive a talk is counted. */
function watchForLeaks() {
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...given) {
      super(...given);
      page.connections.push(this);
    }
  };
  const devices = navigator.mediaDevices;
  const open = devices?.getUserMedia.bind(devices);
  if (open) devices.getUserMedia = async (...given) => {
    const stream = await open(...given);
    page.tracks.push(...stream.getTracks());
    return stream;
  };
}

function showRoom(media) {
  page.started = performance.now();
  page.view = new RoomView(document.querySelector("#box"), {
    live, consultation, role, media,
    documents: asked.has("documents"),
    deviceKey: asked.get("device"),
    showsDocuments: asked.has("shows"),
    onHangUp: () => page.told.push("hung up"),
    onLeft: (reason) => page.told.push(`left: ${reason}`),
  });
  page.view.start();
}

function showCheck() {
  page.check = new DeviceCheck(document.querySelector("#main"));
  page.check.addEventListener("done", ({ detail }) => (page.done = detail.media));
  page.check.start();
}

/** The kiosk's agent as another page: a drawn card as its document, and stills of it. */
class PaperAgent {
  instance = crypto.randomUUID();
  canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
  edges = new Map();
  present = true;

  start() {
    setInterval(() => this.draw(), 100);
    live.addEventListener("welcome", () => live.send({ type: "join", consultation, instance: this.instance }));
    live.addEventListener("room", ({ detail }) => this[detail.type]?.(detail));
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = "rgb(225 232 240)";
    pen.fillRect(0, 0, 1280, 720);
    pen.fillStyle = "rgb(20 30 60)";
    pen.font = "600 54px sans-serif";
    pen.fillText("MUSTERSTADT – AUSWEIS", 80, 120);
    pen.font = "40px sans-serif";
    ["Name: Erika Mustermann", "Geburtstag: 12.08.1964", "Nummer: T22000129", new Date().toISOString()].forEach((line, row) => pen.fillText(line, 80, 240 + row * 90));
  }

  async request({ from }) {
    const stream = crypto.randomUUID();
    const edge = new RTCPeerConnection();
    this.edges.set(stream, edge);
    for (const track of this.canvas.captureStream(10).getTracks()) edge.addTransceiver(track, { direction: "sendonly" });
    const channel = edge.createDataChannel("still");
    channel.onmessage = ({ data }) => this.still(channel, JSON.parse(data));
    edge.onicecandidate = ({ candidate }) => live.send({ type: "candidate", to: from, stream, candidate });
    await edge.setLocalDescription();
    live.send({ type: "offer", to: from, stream, label: "document", sdp: edge.localDescription.sdp });
    if (window.vouch) live.send({ type: "verify-device", to: from, stream, ...(await window.vouch(edge.localDescription.sdp)) });
  }

  async answer({ stream, sdp }) {
    await this.edges.get(stream).setRemoteDescription({ type: "answer", sdp });
  }

  async candidate({ stream, candidate }) {
    if (candidate) await this.edges.get(stream)?.addIceCandidate(candidate);
  }

  release() {
    this.edges.forEach((edge) => edge.close());
    this.edges.clear();
  }

  async still(channel, { id }) {
    const picture = await new Promise((resolve) => this.canvas.toBlob(resolve, "image/jpeg", 0.9));
    const bytes = new Uint8Array(await picture.arrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    page.sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const sha256 = page.damaged ? "0".repeat(64) : page.sha256;
    channel.send(JSON.stringify({ type: "still", id, size: bytes.length, width: 1280, height: 720, media_type: "image/jpeg", sha256 }));
    for (let start = 0; start < bytes.length; start += 65536) channel.send(bytes.slice(start, start + 65536));
    channel.send(JSON.stringify({ type: "done", id }));
  }
}

watchForLeaks();
live.open();
if (asked.has("check")) showCheck();
else if (role === "agent") new PaperAgent().start();
else showRoom(asked.get("media") ?? "camera");
