import { actorLabel } from '#access/actor.ts'
import type { Project } from '#access/project-settings.ts'
import type { ClusterService } from '#segment/clusters/cluster-service.ts'
import { actorOf } from '../access/authenticate.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { clusterAnswer } from './cluster-answers.ts'
import { ClusterNameBody, ClusterOverview, ClusterParams } from './cluster-schemas.ts'

interface ClusterParts extends JobParts {
  readonly clusters: Pick<ClusterService, 'overview' | 'rename' | 'leastBuyers'>
  readonly project: Pick<Project, 'currency'>
}

/** Groups of buyers that behave alike. Their people are the list of customers by `cluster`. */
export function registerClusters(app: TypedApp, { clusters, project, ...parts }: ClusterParts): void {
  const overview = async () => clusterAnswer(await clusters.overview(), clusters.leastBuyers, project.currency)

  app.get(
    '/clusters',
    {
      config: { permission: 'segments:read' },
      schema: { tags: ['segments'], summary: 'The newest clusters of buyers: names, sizes, centres', response: { 200: ClusterOverview } },
    },
    overview,
  )

  app.post(
    '/clusters/run',
    {
      config: { permission: 'models:train' },
      schema: {
        tags: ['segments'],
        summary: 'Cluster the buyers as of now',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'find-clusters', {})
    },
  )

  app.put(
    '/clusters/:key/name',
    {
      config: { permission: 'models:train' },
      schema: {
        tags: ['segments'],
        summary: 'Name a cluster; the name is kept over runs',
        params: ClusterParams,
        body: ClusterNameBody,
        response: { 200: ClusterOverview },
      },
    },
    async (request) => {
      const { key } = request.params
      await clusters.rename(key, request.body.name)
      await parts.access.audit.append({
        at: parts.clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'cluster-renamed',
        target: `cluster:${key}`,
        detail: { isRenamed: request.body.name !== null },
      })
      return await overview()
    },
  )
}
