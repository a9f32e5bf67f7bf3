// Calls in x86 programs: LZX packs them with absolute targets, which repeat more often than relative ones.

/** It is done in the first gigabyte alone. */
const doneUntil = 2 ** 30;
/** The last bytes of a block are left as they are. */
const spared = 10;

/**
 * The targets of the calls in a block made relative again, in bytes of their own: the dictionary keeps them as they were packed.
 * @param from where the block stands in all that was unpacked
 * @param fileSize by which the packer translated; 0: it did not
 */
export function withRelativeCalls(block: Uint8Array, from: number, fileSize: number): Uint8Array {
  if (fileSize === 0 || from >= doneUntil || block.length <= spared) return block;
  const bytes = block.slice();
  const view = new DataView(bytes.buffer);
  const end = bytes.length - spared;
  for (let at = bytes.indexOf(0xe8); at >= 0 && at < end; at = bytes.indexOf(0xe8, at + 5)) {
    const target = view.getInt32(at + 1, true);
    const place = from + at;
    if (target < -place || target >= fileSize) continue;
    view.setInt32(at + 1, target >= 0 ? target - place : target + fileSize, true);
  }
  return bytes;
}
