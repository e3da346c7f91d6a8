// Plain JavaScript: it runs on the Node.js that is there before anything is installed.

/** How to start npm: the very npm that runs this script where there is one, else the `npm` on the PATH. */
export function npmCommand() {
  const cli = process.env['npm_execpath']
  if (cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)) return { file: process.execPath, args: [cli] }
  return process.platform === 'win32' ? { file: 'cmd.exe', args: ['/c', 'npm.cmd'] } : { file: 'npm', args: [] }
}
