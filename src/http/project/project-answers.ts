import type { Project, ProjectField, ProjectSettings } from '#access/project-settings.ts'
import type { ProjectValues } from './project-schemas.ts'

export function settingsAnswer(project: Project & Pick<ProjectSettings, 'sourceOf'>): ProjectValues {
  const setting = (field: ProjectField) => ({ value: project[field], source: project.sourceOf(field) })
  return { currency: setting('currency'), timeZone: setting('timeZone'), country: setting('country'), shopName: setting('shopName') }
}
