import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new data folder that nobody looks at afterwards. Others may pass through it: as root, the embedded database runs as another user. */
export async function temporaryDataDir(prefix: string, parent: string = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, prefix))
  await chmod(folder, 0o711)
  return folder
}
