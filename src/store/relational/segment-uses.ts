import type { Pool } from 'pg'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { SegmentUseKind, SegmentUses } from '#segment/segments/segment-uses.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/**
 * Everything that names a segment and is not over. A segment is named by its id, which stands for nothing else, so that its place in the JSON does not matter. Cost: the
 * definitions of a shop, some hundred rows.
 */
const USES = `
SELECT 'segment' AS kind, id::text AS id, jsonb_build_object('zh', name, 'en', name) AS name FROM segments
WHERE archived_at IS NULL AND kind = 'dynamic' AND id::text <> $1 AND strpos(condition::text, $1) > 0
UNION ALL
SELECT 'strategy', s.id, s.definition -> 'name' FROM strategies s
WHERE s.state <> 'retired' AND strpos(s.definition::text, $1) > 0
  AND s.version = (SELECT max(newest.version) FROM strategies newest WHERE newest.id = s.id)
UNION ALL
SELECT DISTINCT 'journey', j.id::text, jsonb_build_object('zh', n.definition ->> 'name', 'en', n.definition ->> 'name')
FROM journeys j JOIN journey_versions n ON n.journey_id = j.id AND n.version = j.version
JOIN journey_versions v ON v.journey_id = j.id AND v.version IN (j.version, j.live_version)
WHERE j.state <> 'ended' AND strpos(v.definition::text, $1) > 0
UNION ALL
SELECT CASE WHEN definition -> 'when' ->> 'kind' = 'repeat' THEN 'series' ELSE 'broadcast' END, id::text,
  jsonb_build_object('zh', definition ->> 'name', 'en', definition ->> 'name')
FROM broadcasts WHERE state IN ('draft', 'awaiting', 'repeating', 'scheduled') AND strpos(definition::text, $1) > 0
UNION ALL
SELECT DISTINCT 'content', c.id::text, jsonb_build_object('zh', c.name, 'en', c.name)
FROM contents c JOIN content_versions v ON v.content = c.id AND v.version IN (c.version, c.published)
WHERE c.archived_at IS NULL AND strpos(v.body::text, $1) > 0
ORDER BY 1, 2 LIMIT 500`

export function createSegmentUses(pool: Pool): SegmentUses {
  return {
    of: (segmentId) =>
      withEngineErrors(
        'postgres',
        async () => (await pool.query<{ kind: SegmentUseKind; id: string; name: BilingualText }>(USES, [segmentId])).rows,
      ),
  }
}
