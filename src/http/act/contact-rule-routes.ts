import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { ContactRulesService } from '#act/policy/contact-rules-service.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import type { ContactRules as Rules } from '#act/policy/contact-rules.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  ContactRulesChange,
  ContactRulesState,
  ControlGroupEnd,
  ControlGroupStart,
  ControlPower,
  ControlPowerQuery,
} from './contact-rule-schemas.ts'

interface ContactRuleParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly contactRules: Pick<ContactRulesService, 'current' | 'save' | 'groups' | 'start' | 'end' | 'power' | 'invalidZones'>
  readonly project: Pick<Project, 'timeZone' | 'country'>
}

/** When and how often customers are contacted, and who is contacted by nothing. */
export function registerContactRules(app: TypedApp, { contactRules, access, project }: ContactRuleParts, options: AppOptions): void {
  const rateLimit = options.limits.heavyPerMinute
  const state = async () => {
    const [{ rules, ...saved }, groups, invalidZones, names] = await Promise.all([
      contactRules.current(),
      contactRules.groups(),
      contactRules.invalidZones(),
      actorNames(access),
    ])
    const named = (label: string) => names.get(label) ?? label
    return {
      ...saved,
      savedBy: saved.savedBy === null ? null : named(saved.savedBy),
      rules: rulesAnswer(rules),
      defaults: rulesAnswer(DEFAULT_RULES),
      timeZone: project.timeZone,
      country: project.country,
      invalidZones: { ...invalidZones, values: [...invalidZones.values] },
      controlGroups: groups.map((group) => ({
        ...group,
        startedBy: named(group.startedBy),
        endedBy: group.endedBy === null ? null : named(group.endedBy),
      })),
    }
  }

  app.get(
    '/contact-rules',
    {
      config: { permission: 'decisions:read' },
      schema: {
        tags: ['decisions'],
        summary: 'Frequency caps, quiet hours and the global control group, with its history',
        response: { 200: ContactRulesState },
      },
    },
    state,
  )

  app.put(
    '/contact-rules',
    {
      config: { permission: 'settings:manage', rateLimit },
      schema: {
        tags: ['decisions'],
        summary: 'Save frequency caps and quiet hours as a new version; they hold at once, also for what is planned',
        body: ContactRulesChange,
        response: { 200: ContactRulesState },
      },
    },
    async (request) => {
      await contactRules.save(request.body.base, request.body.rules, actorLabel(actorOf(request)))
      return await state()
    },
  )

  app.get(
    '/contact-rules/control-group/power',
    {
      config: { permission: 'decisions:read', rateLimit },
      schema: {
        tags: ['decisions'],
        summary: 'The smallest difference that a global control group of a share could show within 30 days',
        querystring: ControlPowerQuery,
        response: { 200: ControlPower },
      },
    },
    async (request) => await contactRules.power(request.query.share),
  )

  app.post(
    '/contact-rules/control-group',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['decisions'],
        summary: 'Start the global control group; its share is locked until it ends',
        body: ControlGroupStart,
        response: { 201: ContactRulesState },
      },
    },
    async (request, reply) => {
      await contactRules.start(request.body.share, actorLabel(actorOf(request)))
      return await reply.code(201).send(await state())
    },
  )

  app.post(
    '/contact-rules/control-group/end',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['decisions'],
        summary: 'End the global control group for a reason; its customers may be contacted again',
        body: ControlGroupEnd,
        response: { 200: ContactRulesState },
      },
    },
    async (request) => {
      await contactRules.end(request.body.reason, actorLabel(actorOf(request)))
      return await state()
    },
  )
}

function rulesAnswer({ quiet, ...rules }: Rules) {
  return { ...rules, quiet: quiet.map((rule) => ({ ...rule })) }
}
