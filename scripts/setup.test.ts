import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let checkout = ''

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'liuke-setup-'))
  mkdirSync(join(checkout, 'scripts'))
  for (const name of ['setup.mjs', 'npm-command.mjs']) copyFileSync(new URL(name, import.meta.url), join(checkout, 'scripts', name))
  writeFileSync(join(checkout, 'package-lock.json'), '{}')
})

afterEach(() => rmSync(checkout, { recursive: true, force: true }))

/** Runs setup in the temporary checkout with our own program in place of npm. */
function setUp(npmProgram: string, agent = 'npm/11.0.0 node/v24.0.0', cache = join(checkout, 'cache')) {
  const npm = join(checkout, 'npm-cli.js')
  writeFileSync(npm, npmProgram)
  const env = { ...process.env, npm_execpath: npm, npm_config_user_agent: agent, npm_config_cache: cache }
  return spawnSync(process.execPath, [join(checkout, 'scripts/setup.mjs')], { env, encoding: 'utf8' })
}

const installs = `require('node:fs').mkdirSync('node_modules', { recursive: true }); console.log('noise of npm')`

test('an installation is announced on stderr only, and is not repeated while the lock file stays the same', () => {
  const first = setUp(installs)
  expect(first).toMatchObject({ status: 0, stdout: '' })
  expect(first.stderr).toMatch(/^setup: installing .*\nsetup: installed in \d+ s\.\n$/)
  expect(setUp('process.exit(1)')).toMatchObject({ status: 0, stdout: '', stderr: '' })
})

test('a changed lock file installs again', () => {
  setUp(installs)
  writeFileSync(join(checkout, 'package-lock.json'), '{"changed":true}')
  expect(setUp(installs).stderr).toContain('setup: installed')
})

test('a failed installation shows what npm said, exits 1, and is tried again the next time', () => {
  const failed = setUp(`console.error('no route to registry'); process.exit(7)`)
  expect(failed).toMatchObject({ status: 1, stdout: '' })
  expect(failed.stderr).toContain('no route to registry')
  expect(existsSync(join(checkout, '.setup-lock'))).toBe(false)
  expect(setUp(installs)).toMatchObject({ status: 0 })
})

test('an npm that is too old is named, with the command that brings a newer one', () => {
  const old = setUp(installs, 'npm/10.7.0 node/v20.20.0')
  expect(old.status).toBe(1)
  expect(old.stderr).toContain('this is npm 10.7.0')
  expect(old.stderr).toContain('npm install -g npm@11')
})

test.each(['10.8.2', '10.9.9', '11.0.0', '12.1.0'])('npm %s is taken', (version) => {
  expect(setUp(installs, `npm/${version} node/v20.20.0`)).toMatchObject({ status: 0, stdout: '' })
})

test('where npm cannot keep its cache, as with a home folder that is missing or read-only, the checkout holds it', () => {
  const tells = `${installs}; require('node:fs').writeFileSync('told.json', JSON.stringify(process.argv))`
  writeFileSync(join(checkout, 'home'), 'a file, so that no folder can be made in it')
  const done = setUp(tells, 'npm/10.8.2 node/v20.20.0', join(checkout, 'home/.npm'))
  expect(done.status).toBe(0)
  expect(done.stderr).toContain(`npm's own cache cannot be written to; ${join(checkout, '.npm-cache')}`)
  expect(readFileSync(join(checkout, 'told.json'), 'utf8')).toContain(`--cache=${join(checkout, '.npm-cache')}`)
  writeFileSync(join(checkout, 'package-lock.json'), '{"changed":true}')
  expect(setUp(tells).stderr).not.toContain('cache')
  expect(readFileSync(join(checkout, 'told.json'), 'utf8')).not.toContain('--cache')
})

test('the lock of a set-up that was killed does not stop the next one', () => {
  const gone = spawnSync(process.execPath, ['--version']).pid
  mkdirSync(join(checkout, '.setup-lock'))
  writeFileSync(join(checkout, '.setup-lock/pid'), String(gone))
  expect(setUp(installs)).toMatchObject({ status: 0 })
})
