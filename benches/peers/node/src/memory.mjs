// What a warm process remembers for a minute.

const BELIEVED = 60_000;
const ROOM = 512;

export class Memory {
  #entries = new Map();

  /** What is known by a key, or what `find` finds; that nothing was found is not remembered. */
  async remember(key, now, find) {
    const known = this.#entries.get(key);
    if (known && now >= known.since && now - known.since < BELIEVED) return known.value;
    const value = await find();
    if (value !== undefined) {
      if (this.#entries.size >= ROOM) this.#entries.clear();
      this.#entries.set(key, { since: now, value });
    }
    return value;
  }
}
