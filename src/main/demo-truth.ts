import type { DemoTruth } from '#http/measure/effect-answers.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'

/** Name of the setting in which a demo keeps the simulator's true effects. */
export const DEMO_TRUTH = 'demo-truth'

export async function readDemoTruth(settings: Pick<SettingStore, 'read'>): Promise<DemoTruth | null> {
  return (await settings.read(DEMO_TRUTH)) as DemoTruth | null
}
