import { joinTeam } from '../threads/thread-team.ts'
import { runNeighbours, type NeighbourTask } from './neighbour-program.ts'

joinTeam<NeighbourTask>((team, task) => {
  runNeighbours(task)
  team.wait()
})
