// What somebody wants an appointment for, as the fragment of the page says it: #when/3,4/2/video.

/**
 * @typedef {import("./words.js").Way} Way
 * @typedef {{id: number, name: string, minutes: number, channels: Way[], takes_appointments: boolean}} Service
 * @typedef {{id: number, name: string, place: string, services: Service[]}} Office
 * @typedef {{services: Service[], office: Office, persons: number, channel: Way}} Wish
 */

export const MOST_PERSONS = 12;
/** The longest that the server takes together. */
export const MOST_SERVICES = 5;
const CELL_MINUTES = 5;

/** @param {Office} office */
export function bookable(office) {
  return office.services.filter((service) => service.takes_appointments);
}

/** How one may talk about all of them. @param {Service[]} services @returns {Way[]} */
export function commonWays(services) {
  const [first, ...others] = services;
  return (first?.channels ?? []).filter((way) => others.every(({ channels }) => channels.includes(way)));
}

/** In a diary, which counts in fives. @param {Service[]} services @param {number} persons */
export function minutesFor(services, persons) {
  return Math.ceil((services.reduce((sum, { minutes }) => sum + minutes, 0) * persons) / CELL_MINUTES) * CELL_MINUTES;
}

/** @param {{services: Service[], persons: number, channel: Way}} wish */
export function fragmentOf({ services, persons, channel }) {
  return `when/${services.map(({ id }) => id).join(",")}/${persons}/${channel}`;
}

/**
 * @param {string[]} parts of the fragment, after "when"
 * @param {Office[]} offices
 * @returns {Wish | null} null for what cannot be booked (any more)
 */
export function wishOf([ids = "", people = "1", way = ""], offices) {
  const wanted = ids.split(",").map(Number);
  const office = offices.find((one) => bookable(one).some(({ id }) => id === wanted[0]));
  const services = office ? bookable(office).filter(({ id }) => wanted.includes(id)) : [];
  const channel = commonWays(services).find((one) => one === way);
  const persons = Number(people);
  if (!office || !channel || services.length !== wanted.length || !(persons >= 1 && persons <= MOST_PERSONS)) return null;
  return { office, services, persons, channel };
}

/** How the server is asked for its slots. @param {{services: {id: number}[], persons: number, channel: Way}} wish */
export function slotQuery({ services, persons, channel }) {
  return `service=${services.map(({ id }) => id).join(",")}&persons=${persons}&channel=${channel}`;
}
