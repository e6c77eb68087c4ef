// What we use of Yjs (vendor/yjs/yjs.mjs), which is loaded only where a form is opened.

export interface YText {
  insert(index: number, text: string): void;
  delete(index: number, length: number): void;
  toString(): string;
}

export interface YMap {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  has(key: string): boolean;
  toJSON(): Record<string, unknown>;
}

export interface YDoc {
  getMap(name: string): YMap;
  transact(act: () => void): void;
  on(event: "update", heard: (update: Uint8Array, origin: unknown) => void): void;
  destroy(): void;
}

export interface Yjs {
  Doc: new () => YDoc;
  Text: new () => YText;
  applyUpdate(doc: YDoc, update: Uint8Array, origin?: unknown): void;
  encodeStateAsUpdate(doc: YDoc, state?: Uint8Array): Uint8Array;
  encodeStateVectorFromUpdate(update: Uint8Array): Uint8Array;
  mergeUpdates(updates: Uint8Array[]): Uint8Array;
}
