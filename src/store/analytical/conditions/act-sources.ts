import { CALENDAR_PROPERTIES, DAY_PARTS } from '#segment/conditions/act-calendar.ts'
import { OWN_PROPERTY } from '#segment/conditions/act-catalogue.ts'
import type { ActKind, PropertyTest } from '#segment/conditions/condition.ts'
import type { AskedAt } from '#segment/conditions/condition-window.ts'
import { propertyType } from '#segment/conditions/property-type.ts'
import { customerLine, isReturn, ofSomeone, realEvent, soldLine } from '../sold-line.ts'
import type { SqlBinder } from './sql-binder.ts'
import type { ValueSql } from './value-sql.ts'
import { valueTestSql } from './value-sql.ts'

/*
 * What customers did, by kind: rows of customer_id, id, at, available_at, name and properties. Grain: one row per act. Cost: one pass over the table, over the columns that are asked for;
 * `whose` narrows it to the key ranges of some customers.
 */
const ROWS: Readonly<Record<ActKind, (whose: string) => string>> = {
  event: (whose) => `SELECT customer_id, message_id AS id, occurred_at AS at, available_at, events.name AS name, events.type AS type,
      channel, category, product_id, toNullable(toFloat64(amount)) AS amount, source_id, properties
    FROM events WHERE ${ofSomeone()} AND ${realEvent()} AND ${whose}`,
  // As the view `orders`, which cannot be narrowed to a key.
  order: (whose) => `SELECT customer_id, order_id AS id, min(l.occurred_at) AS at, min(l.available_at) AS available_at, '' AS name,
      toFloat64(sum(l.project_amount)) AS amount, toNullable(toFloat64(sum(l.quantity))) AS quantity, toNullable(toFloat64(uniqExact(l.product_id))) AS products,
      toString(any(l.channel)) AS channel, toString(any(l.store_id)) AS store_id, toString(any(l.country)) AS country
    FROM order_lines AS l FINAL WHERE ${soldLine('l')} AND ${whose} GROUP BY customer_id, order_id`,
  item: (whose) => `SELECT customer_id, toString(line_key) AS id, occurred_at AS at, available_at, '' AS name, category, product_id,
      product_name, toFloat64(project_amount) AS amount, toNullable(toFloat64(order_lines.quantity)) AS quantity, channel, store_id, payment_method
    FROM order_lines FINAL WHERE ${soldLine('order_lines')} AND ${whose}`,
  return: (whose) => `SELECT customer_id, toString(line_key) AS id, occurred_at AS at, available_at, '' AS name, category, product_id,
      -toFloat64(project_amount) AS amount, channel, store_id
    FROM order_lines FINAL WHERE ${isReturn('order_lines')} AND ${customerLine('order_lines')} AND ${whose}`,
  ticket: (
    whose,
  ) => `SELECT customer_id, ticket_id AS id, opened_at AS at, available_at, '' AS name, toString(service_tickets.kind) AS kind, toString(topic) AS topic,
      toString(channel) AS channel, toFloat64(service_tickets.satisfaction) AS satisfaction, closed_at IS NULL AS is_open
    FROM service_tickets FINAL WHERE ${ofSomeone()} AND ${whose}`,
  feedback: (
    whose,
  ) => `SELECT customer_id, feedback_id AS id, answered_at AS at, available_at, '' AS name, toString(feedback.kind) AS kind, feedback.score AS score, topic,
      product_id, toString(channel) AS channel, toString(store_id) AS store_id
    FROM feedback FINAL WHERE ${ofSomeone()} AND is_removed = 0 AND ${whose}`,
  message: (
    whose,
  ) => `SELECT customer_id, touch_id AS id, occurred_at AS at, available_at, toString(touches.kind) AS name, toString(channel) AS channel,
      toString(strategy_id) AS strategy_id
    FROM touches FINAL WHERE ${ofSomeone()} AND is_machine = 0 AND ${whose}`,
  measure: (
    whose,
  ) => `SELECT customer_id, concat(name, '\\n', unit, '\\n', toString(measured_at)) AS id, measured_at AS at, available_at, toString(measures.name) AS name,
      toNullable(toFloat64(measures.value)) AS value, toString(measures.unit) AS unit
    FROM measures FINAL WHERE ${ofSomeone()} AND ${whose}`,
}

export function actRows(kind: ActKind, whose = '1'): string {
  return ROWS[kind](whose)
}

/** A property of a row of acts that has no column: by its name in the JSON of the event, of the type that it is tested by. */
function ownValue(name: string, type: string, bind: SqlBinder): ValueSql {
  const key = bind.text(name.slice(OWN_PROPERTY.length))
  const jsonType = `JSONType(properties, ${key})`
  if (type === 'flag') return { value: `JSONExtractBool(properties, ${key})`, known: `${jsonType} = 'Bool'` }
  if (type === 'text')
    return {
      value: `JSONExtractString(properties, ${key})`,
      known: `${jsonType} = 'String' AND JSONExtractString(properties, ${key}) != ''`,
    }
  return { value: `JSONExtractFloat(properties, ${key})`, known: `${jsonType} IN ('Int64', 'UInt64', 'Double')` }
}

/** The number of an act that a calculation takes; NULL where it is unknown. */
export function numberOfAct(property: string, timeZone: string, bind: SqlBinder): string {
  if (isOfCalendar(property)) return `toFloat64(${calendarSql(property, timeZone, bind)})`
  if (!property.startsWith(OWN_PROPERTY)) return property
  const { value, known } = ownValue(property, 'number', bind)
  return `if(${known}, toNullable(${value}), NULL)`
}

/** The text of an act that a tag takes; '' where it is unknown. */
export function textOfAct(property: string, timeZone: string, bind: SqlBinder): string {
  if (isOfCalendar(property)) return calendarSql(property, timeZone, bind)
  if (!property.startsWith(OWN_PROPERTY)) return `toString(${property})`
  const { value, known } = ownValue(property, 'text', bind)
  return `if(${known}, ${value}, '')`
}

const isOfCalendar = (property: string) => CALENDAR_PROPERTIES.some(({ name }) => name === property)

/** When an act happened, by the calendar of the project. */
function calendarSql(property: string, timeZone: string, bind: SqlBinder): string {
  const zone = bind.text(timeZone)
  switch (property) {
    case 'weekday':
      return `toDayOfWeek(at, 0, ${zone})`
    case 'month':
      return `toMonth(at, ${zone})`
    case 'day_of_month':
      return `toDayOfMonth(at, ${zone})`
    case 'day_part': {
      const parts = DAY_PARTS.slice(0, -1).map(([name, end]) => `toHour(at, ${zone}) < ${end}, '${name}'`)
      return `multiIf(${parts.join(', ')}, '${DAY_PARTS.at(-1)?.[0] ?? ''}')`
    }
    case 'day_kind':
      return `if(toDayOfWeek(at, 0, ${zone}) > 5, 'weekend', 'weekday')`
    default:
      return `toHour(at, ${zone})`
  }
}

/** A test of a property as a condition of 0 and 1 over a row of acts. */
export function propertySql(kind: ActKind, test: PropertyTest, asked: AskedAt, bind: SqlBinder): string {
  const { property } = test
  const type = propertyType(kind, test)
  if (property.startsWith(OWN_PROPERTY) && test.op === 'set') {
    const key = bind.text(property.slice(OWN_PROPERTY.length))
    return negated(test, `(JSONHas(properties, ${key}) AND JSONType(properties, ${key}) != 'Null')`)
  }
  if (isOfCalendar(property)) {
    return negated(test, valueTestSql(test, { value: calendarSql(property, asked.timeZone, bind), known: '1' }, type, asked, bind))
  }
  const own = property.startsWith(OWN_PROPERTY) ? ownValue(property, type, bind) : columnValue(property, type)
  return negated(test, valueTestSql(test, own, type, asked, bind))
}

function columnValue(column: string, type: string): ValueSql {
  if (type === 'text' || type === 'choice') return { value: column, known: `${column} != ''` }
  return { value: column, known: type === 'flag' ? '1' : `${column} IS NOT NULL` }
}

function negated(test: PropertyTest, condition: string): string {
  return test.not === undefined ? condition : `NOT ${condition}`
}
