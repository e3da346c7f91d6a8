import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Whether programs that a test needs can be installed here. */
export const canInstallDebian = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version')

/** Installs Debian packages and returns why it failed, or an empty text. */
export function installDebian(packages: readonly string[]): string {
  process.stderr.write(`tests: installing Debian's ${packages.join(' and ')} with apt-get ...\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const result = spawnSync('apt-get', args, { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
    if (result.status !== 0) return (result.error?.message ?? result.stderr.trim().split('\n').at(-1) ?? '').replace(/\.$/, '')
  }
  return ''
}
