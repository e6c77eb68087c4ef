// What the API of statistics answers. Null stands for numbers that are not told, as too few people are behind them.

/**
 * @typedef {{median: number | null, longest: number | null}} Times minutes
 * @typedef {object} Counted
 * @property {string} name
 * @property {number | null} arrivals
 * @property {number | null} sent_on
 * @property {number | null} served
 * @property {number | null} no_shows
 * @property {number | null} given_up
 * @property {number | null} kept
 * @property {number | null} missed
 * @property {Times} waits
 * @property {Times} ways
 * @property {Times} works
 * @typedef {{by: string, name: string, rows: Counted[], plots: string[]}} Table
 * @typedef {object} Statistics
 * @property {string} first
 * @property {string} last
 * @property {string} today
 * @property {number | null} office
 * @property {number | null} service
 * @property {string | null} channel
 * @property {string | null} earliest
 * @property {number} least
 * @property {number} step
 * @property {{id: number, name: string, services: {id: number, name: string}[]}[]} offices
 * @property {{channel: string, name: string}[]} channels
 * @property {Counted} total
 * @property {{no_shows: number | null, given_up: number | null, kept: number | null}} shares
 * @property {Table[]} tables
 */

export {};
