import { Command } from 'commander'
import { systemActor } from '#access/actor.ts'
import { AppError } from '#kernel/app-error.ts'
import { commandActor } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'

/** `liuke users`: who may log in, and a temporary password for someone who cannot. */
export function addUserCommands(program: Command): void {
  const users = new Command('users').description('the people who may log in')
  users.addCommand(
    addHouseOptions(new Command('list').description('show them with their roles')).action(async (options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        const items = (await house.access.users.list()).map(({ email, name, role, disabledAt }) => ({
          email,
          name,
          role: role.builtIn ? role.id : role.name,
          disabled: disabledAt !== null,
        }))
        const lines = items.map(({ email, name, role, disabled }) => `${role.padEnd(9)} ${email}  ${name}${disabled ? '  (disabled)' : ''}`)
        output.result({ items }, lines.length === 0 ? 'Nobody yet: open the console to create the first administrator.' : lines.join('\n'))
      }),
    ),
  )
  users.addCommand(
    addHouseOptions(
      new Command('reset-password')
        .argument('<email>', 'the e-mail address of the account')
        .description('print a temporary password, which must be changed at the next login; ends all sessions of the account'),
    ).action(async (email: string, options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        const user = await house.access.users.byEmail(email)
        if (user === null) {
          throw new AppError('not-found', 'user-not-found', `There is no account with the address ${email}: liuke users list shows them.`)
        }
        const { password } = await house.access.users.resetPassword(systemActor(commandActor()), user.id)
        output.result(
          { email: user.email, password },
          `Temporary password of ${user.email}: ${password}\nIt is shown only now and must be changed at the next login. All sessions of the account have ended.`,
        )
      }),
    ),
  )
  program.addCommand(users)
}
