import { workerData } from 'node:worker_threads'
import { runAls, type AlsTask } from './als-program.ts'
import { TeamMember } from './thread-team.ts'

const task = workerData as AlsTask
const member = new TeamMember(task.control, task.threads)
try {
  runAls(task, member)
  member.wait()
} catch (error) {
  member.fail()
  throw error
}
