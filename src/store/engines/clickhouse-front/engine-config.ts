import { escapeHtml } from '#kernel/escape-html.ts'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes the engine's configuration: caches and pools for a laptop that runs the whole product, inserts and merges synced to disk
 * (by default the engine leaves both to the operating system), backups into one folder only.
 */
export function writeEngineConfig(folder: string, memoryBytes: number): string {
  const path = join(folder, 'engine.xml')
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  const xml = `<clickhouse>
  <mark_cache_size>67108864</mark_cache_size>
  <index_mark_cache_size>16777216</index_mark_cache_size>
  <primary_index_cache_size>67108864</primary_index_cache_size>
  <vector_similarity_index_cache_size>1048576</vector_similarity_index_cache_size>
  <compiled_expression_cache_size>33554432</compiled_expression_cache_size>
  <query_condition_cache_size>16777216</query_condition_cache_size>
  <max_server_memory_usage>${Math.round(memoryBytes * 1.5)}</max_server_memory_usage>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>2</background_schedule_pool_size>
  <background_common_pool_size>1</background_common_pool_size>
  <background_move_pool_size>1</background_move_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <max_thread_pool_size>1000</max_thread_pool_size>
  <max_thread_pool_free_size>16</max_thread_pool_free_size>
  <max_io_thread_pool_size>16</max_io_thread_pool_size>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
  </merge_tree>
  <backups>
    <allowed_path>${escapeHtml(backups)}</allowed_path>
  </backups>
</clickhouse>
`
  writeFileSync(path, xml, { mode: 0o600 })
  return path
}
