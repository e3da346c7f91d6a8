/**
 * Which events and measures of these names there are, and which kinds of data at all. Grain: one row. Cost: the names of all events, and one row of each of the other tables.
 */
export const KNOWN_DATA = `
SELECT
  (SELECT groupUniqArray(name) FROM events WHERE name IN {events:Array(String)}) AS events,
  (SELECT groupUniqArray(name) FROM measures WHERE name IN {measures:Array(String)}) AS measures,
  arrayFilter(kind -> kind != '', [
    if((SELECT count() FROM (SELECT 1 FROM scores WHERE kind = 'churn' LIMIT 1)) > 0, 'scores', ''),
    if((SELECT count() FROM (SELECT 1 FROM profiles WHERE frequency > 0 LIMIT 1)) > 0, 'orders', ''),
    if((SELECT count() FROM (SELECT 1 FROM service_tickets LIMIT 1)) > 0, 'tickets', ''),
    if((SELECT count() FROM (SELECT 1 FROM feedback LIMIT 1)) > 0, 'feedback', ''),
    if((SELECT count() FROM (SELECT 1 FROM touches LIMIT 1)) > 0, 'messages', ''),
    if((SELECT count() FROM (SELECT 1 FROM subscription_facts LIMIT 1)) > 0, 'contracts', ''),
    if((SELECT count() FROM (SELECT 1 FROM customers WHERE registered_at IS NOT NULL LIMIT 1)) > 0, 'registered', ''),
    if((SELECT count() FROM (SELECT 1 FROM customers WHERE region != '' LIMIT 1)) > 0, 'region', ''),
    if((SELECT count() FROM (SELECT 1 FROM customers WHERE member_level != '' LIMIT 1)) > 0, 'members', '')
  ]) AS kinds`
