import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customersOf, type Origin, type OriginEdge } from './origin-mapping.ts'

const origins: Origin[] = Array.from({ length: 9 }, (_, i) => ({ id: `o${i}`, createdAt: [5, 3, 3, 9, 1, 7, 1, 2, 8][i] ?? 0 }))

/** A simple reference implementation: walk from each origin along every edge in force, and take the first origin reached. */
function plainly(edges: readonly OriginEdge[]): Map<string, string> {
  const removed = edges.flatMap((edge) => ('removes' in edge ? [edge.removes] : []))
  const standing = edges.flatMap((edge) => ('a' in edge && !removed.includes(edge.id) ? [edge] : []))
  return new Map(
    origins.map(({ id }) => {
      const reached = new Set([id])
      for (let before = -1; before !== reached.size;) {
        before = reached.size
        for (const { a, b } of standing) {
          if (reached.has(a)) reached.add(b)
          if (reached.has(b)) reached.add(a)
        }
      }
      const first = origins
        .filter((origin) => reached.has(origin.id))
        .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))[0]
      return [id, first?.id ?? '']
    }),
  )
}

const log = fc
  .array(fc.tuple(fc.nat(8), fc.nat(8), fc.boolean()), { maxLength: 14 })
  .map((rows) =>
    rows.flatMap(([a, b, isRemoved], i): OriginEdge[] => [
      { id: `${i}`, a: `o${a}`, b: `o${b}` },
      ...(isRemoved ? [{ id: `r${i}`, removes: `${i}` }] : []),
    ]),
  )

describe('customersOf', () => {
  it('agrees with walking the edges, whatever order they were added and removed in', () => {
    fc.assert(
      fc.property(
        log.chain((edges) => fc.tuple(fc.constant(edges), fc.shuffledSubarray(edges, { minLength: edges.length }))),
        ([edges, shuffled]) => {
          expect(customersOf(origins, edges)).toEqual(plainly(edges))
          expect(customersOf(origins, shuffled)).toEqual(plainly(edges))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('names a customer after the oldest origin, and of two of the same age after the smaller id', () => {
    const tie = (id: string, a: string, b: string): OriginEdge => ({ id, a, b })
    expect(customersOf(origins, [tie('1', 'o0', 'o2'), tie('2', 'o1', 'o0')]).get('o2')).toBe('o1')
    expect(customersOf(origins, [tie('1', 'o0', 'o3'), tie('2', 'o3', 'o6'), tie('3', 'o6', 'o4')]).get('o0')).toBe('o4')
  })

  it('separates both sides when the edge between them is removed, and joins them again by another', () => {
    const edges: OriginEdge[] = [
      { id: '1', a: 'o4', b: 'o0' },
      { id: '2', a: 'o0', b: 'o3' },
    ]
    const apart = customersOf(origins, [...edges, { id: '3', removes: '1' }])
    expect([apart.get('o4'), apart.get('o0'), apart.get('o3')]).toEqual(['o4', 'o0', 'o0'])
    const again = customersOf(origins, [...edges, { id: '3', removes: '1' }, { id: '4', a: 'o4', b: 'o3' }])
    expect([again.get('o4'), again.get('o0'), again.get('o3')]).toEqual(['o4', 'o4', 'o4'])
  })

  it('leaves out edges to origins that it was not given, on either side or both', () => {
    const edges: OriginEdge[] = [
      { id: '1', a: 'o0', b: 'gone' },
      { id: '2', a: 'gone', b: 'o3' },
      { id: '3', a: 'gone', b: 'lost' },
      { id: '4', a: 'o1', b: 'o2' },
    ]
    expect([...customersOf(origins, edges)].filter(([id, customer]) => id !== customer)).toEqual([['o2', 'o1']])
  })

  it('takes a chain of a hundred thousand origins', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ id: `${i}`, createdAt: 100_000 - i }))
    const chain = many.slice(1).map(({ id }, i) => ({ id, a: `${i}`, b: id }))
    expect(customersOf(many, chain).get('0')).toBe('99999')
  })
})
