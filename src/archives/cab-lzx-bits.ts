// The bits of one LZX block as a cabinet holds them: 16-bit words, low byte first, each read from its highest bit on.
import { CabFault } from './cab-limits.ts';

const nothing = new Uint8Array();

export class LzxBits {
  #bytes: Uint8Array = nothing;
  /** The first byte that is not held yet. Past the end come zeros; `finish` says whether any of them counted. */
  #at = 0;
  /** The next bits, the first of them the highest of 32. */
  #buffer = 0;
  #held = 0;

  load(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
    this.#buffer = 0;
    this.#held = 0;
  }

  /** The next `count` bits, 1 to 16, without taking them. */
  peek(count: number): number {
    if (this.#held < count) this.#fill();
    return this.#buffer >>> (32 - count);
  }

  drop(count: number): void {
    this.#buffer <<= count;
    this.#held -= count;
  }

  /** 0 to 32 bits. */
  read(count: number): number {
    if (count === 0) return 0;
    if (count > 16) return this.read(count - 16) * 65_536 + this.read(16);
    const value = this.peek(count);
    this.drop(count);
    return value;
  }

  #fill(): void {
    const at = this.#at;
    const word = (this.#bytes[at] ?? 0) | ((this.#bytes[at + 1] ?? 0) << 8);
    this.#at = at + 2;
    this.#buffer |= word << (16 - this.#held);
    this.#held += 16;
  }

  /** On to the bytes behind the word that is being read; where no bit of it was taken, it is skipped as well. */
  toBytes(): void {
    if (this.#held === 0) this.#fill();
    this.#at -= (Math.ceil(this.#held / 16) - 1) * 2;
    this.#buffer = 0;
    this.#held = 0;
  }

  /** Bytes, after `toBytes` or `load`. @throws CabFault where the block has less */
  bytes(count: number): Uint8Array {
    if (this.bytesLeft < count) throw new CabFault('its packed data end too early');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#at;
  }

  /** @throws CabFault where more bits were read than there are */
  finish(): void {
    const there = Math.ceil(this.#bytes.length / 2) * 16;
    if (this.#at * 8 - this.#held > there) throw new CabFault('its packed data end too early');
  }
}
