import { workerData } from 'node:worker_threads'
import { runNeighbours, type NeighbourTask } from './neighbour-program.ts'
import { TeamMember } from './thread-team.ts'

const task = workerData as NeighbourTask
const member = new TeamMember(task.control, task.threads)
try {
  runNeighbours(task, member)
  member.wait()
} catch (error) {
  member.fail()
  throw error
}
