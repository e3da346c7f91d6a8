import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Project } from '#access/project-settings.ts'
import type { HolidayCalendar } from '#collect/calendar/holiday-calendar.ts'
import { calendarCountries } from '#collect/calendar/public-days.ts'
import { localDay } from '#kernel/local-day.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { CalendarCountry, CalendarQuery, CalendarYear, NewOwnDay, OwnDay } from './calendar-schemas.ts'

interface CalendarParts extends AuditParts {
  readonly calendar: Pick<HolidayCalendar, 'year' | 'setCountry' | 'add' | 'remove'>
  readonly project: Pick<Project, 'timeZone'>
}

/** Public holidays of the country and the company's own days. */
export function registerCalendar(app: TypedApp, { calendar, project, access, clock }: CalendarParts): void {
  const yearOf = async (year?: number) => ({
    ...(await calendar.year(year ?? Number(localDay(clock.now(), project.timeZone).slice(0, 4)))),
    countries: calendarCountries(),
  })

  app.get(
    '/calendar',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Holidays, moved working days and own days of a year',
        querystring: CalendarQuery,
        response: { 200: CalendarYear },
      },
    },
    async (request) => await yearOf(request.query.year),
  )

  app.put(
    '/calendar/country',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['data'],
        summary: 'Choose whose public holidays count; null follows the project',
        body: CalendarCountry,
        response: { 200: CalendarYear },
      },
    },
    async (request) => {
      const { country } = request.body
      await calendar.setCountry(country)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'calendar-country-set',
        target: 'setting:calendar',
        detail: { country: country ?? '' },
      })
      return await yearOf()
    },
  )

  app.post(
    '/calendar/days',
    {
      config: { permission: 'data:import' },
      schema: { tags: ['data'], summary: 'Enter days of your own', body: NewOwnDay, response: { 201: OwnDay } },
    },
    async (request, reply) => {
      const actor = actorLabel(actorOf(request))
      const day = await calendar.add(request.body, actor)
      const { id, kind, from, to } = day
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'calendar-day-added',
        target: `calendar-day:${id}`,
        detail: { kind, from, to },
      })
      reply.code(201)
      return day
    },
  )

  app.delete(
    '/calendar/days/:id',
    {
      config: { permission: 'data:import' },
      schema: { tags: ['data'], summary: 'Remove days of your own', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, kind, from, to } = await calendar.remove(request.params.id)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'calendar-day-removed',
        target: `calendar-day:${id}`,
        detail: { kind, from, to },
      })
      return await reply.code(204).send(null)
    },
  )
}
