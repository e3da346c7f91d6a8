/*
 * What let customers into journeys, as far as it is kept: rows of customer_id, at and id. What was found of earlier days (historical) let nobody in.
 * `whose`: of whom, as a condition over customer_id.
 */

/** Grain: a move into a segment or out of it. Cost: the key range of the segment. */
export const pastMoves = (whose = '1'): string => `
SELECT customer_id, moved_at AS at, concat('move:', toString(number)) AS id FROM segment_moves FINAL
WHERE segment_id = {segment:UUID} AND ${whose} AND is_in = {isIn:UInt8} AND historical = 0
  AND moved_at >= {from:DateTime64(3,'UTC')} AND moved_at <= {until:DateTime64(3,'UTC')}`

/** Grain: a change of a tag to a value, or to any. Cost: the key range of the tag. */
export const pastTagChanges = (whose = '1'): string => `
SELECT customer_id, as_of AS at, concat('tag:', toString(number)) AS id FROM tag_changes FINAL
WHERE tag = {tag:String} AND ${whose} AND is_change = 1 AND historical = 0 AND is_there = 1 AND ({isAny:UInt8} = 1 OR text = {value:String})
  AND as_of >= {from:DateTime64(3,'UTC')} AND as_of <= {until:DateTime64(3,'UTC')}`

/** Grain: a score of churn in one of some tiers, of a customer whose score before was in another. Cost: the scores since some weeks before. */
export const pastTierChanges = (whose = '1'): string => `
SELECT customer_id, at, id FROM (
  SELECT customer_id, as_of AS at, concat('tier:', toString(toUnixTimestamp64Milli(as_of))) AS id, toString(scores.tier) AS now,
    lagInFrame(toString(scores.tier), 1, '') OVER (PARTITION BY customer_id ORDER BY as_of ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before
  FROM scores FINAL
  WHERE kind = 'churn' AND ${whose} AND tier != '' AND as_of >= {from:DateTime64(3,'UTC')} - INTERVAL 45 DAY AND as_of <= {until:DateTime64(3,'UTC')}
) WHERE at >= {from:DateTime64(3,'UTC')} AND now IN {tiers:Array(String)} AND before != '' AND before != now`
