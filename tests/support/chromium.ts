import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { canInstallDebian, installDebian } from './install-debian.ts'

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The path of a Chromium or Chrome to drive: `CHROMIUM_PATH` where it is set, else the first one on the PATH, else Debian's own, which is
 * installed (with a Chinese font) when this runs as root on Debian or Ubuntu.
 *
 * @throws with one sentence that says what to install when there is none: a browser test fails rather than be skipped
 */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named
    throw new Error(`CHROMIUM_PATH is ${named}, which is no program that can be run here; set it to a Chromium or unset it.`)
  }
  const present = onPath()
  if (present !== undefined) return present
  if (canInstallDebian()) {
    const problem = installDebian(['chromium', 'fonts-noto-cjk'])
    const installed = onPath()
    if (installed !== undefined) return installed
    throw new Error(`Chromium could not be installed (${problem}); install Chromium yourself or set CHROMIUM_PATH.`)
  }
  throw new Error('The browser tests need Chromium: install it (on Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM_PATH.')
}

/** Command-line arguments for a headless run that opens no connection of its own; root needs the sandbox off. */
export const chromiumArgs: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
  '--metrics-recording-only',
]

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.flatMap((folder) => programs.map((program) => join(folder, program))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Makes sure that Chinese is drawn as characters and not as boxes, where the system can tell. @throws when no font can be had. */
export function ensureChineseFont(): void {
  const listed = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  if (listed.error !== undefined || listed.stdout.trim() !== '') return
  const problem = canInstallDebian() ? installDebian(['fonts-noto-cjk']) : 'not root on Debian or Ubuntu'
  if (problem !== '') throw new Error(`No Chinese font was found and none could be installed (${problem}); install Noto Sans CJK.`)
}
