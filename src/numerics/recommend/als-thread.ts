import { joinTeam } from '../threads/thread-team.ts'
import { runAls, type AlsTask } from './als-program.ts'

joinTeam<AlsTask>((team, task) => runAls(task, team))
