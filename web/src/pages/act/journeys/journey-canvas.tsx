import {
  Background,
  BaseEdge,
  Controls,
  EdgeLabelRenderer,
  getSmoothStepPath,
  Handle,
  MiniMap,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react'
import type { Connection, Edge, EdgeProps, Node, NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { Button, Dropdown } from 'antd'
import { createContext, useContext, useEffect, useMemo, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import { Icon } from '../../../components/icon.tsx'
import { STEP_KINDS, stepOf, waysOf } from './edit-journey.ts'
import type { StepKind, Way } from './edit-journey.ts'
import type { JourneyWords } from './journey-words.ts'
import { ENTRY, layoutJourney, neighbour } from './layout-journey.ts'
import type { Arrow } from './layout-journey.ts'
import { stepIcon } from './step-icon.ts'

export interface CanvasActions {
  readonly open: (id: string) => void
  /** Absent where nothing may be changed. */
  readonly edit?:
    | {
        readonly add: (at: Way, kind: StepKind) => void
        readonly remove: (id: string) => void
        readonly relink: (at: Way, to: string | null) => void
      }
    | undefined
}

interface Props extends CanvasActions {
  journey: JourneyDefinition
  words: JourneyWords
  /** How many problems a node has. */
  problems: ReadonlyMap<string, number>
  /** Stands in a node, such as how many customers wait there. */
  counts?: (id: string) => ReactNode
}

const NODE_WIDTH = 224
const END_WIDTH = 56

interface Shared extends Pick<Props, 'journey' | 'words' | 'problems' | 'counts' | 'open' | 'edit'> {
  readonly walk: (id: string, arrow: Arrow) => void
}
const CanvasContext = createContext<Shared | null>(null)
function useCanvas(): Shared {
  const shared = useContext(CanvasContext)
  if (shared === null) throw new Error('useCanvas needs a CanvasContext above it.')
  return shared
}

/** The journey from top to bottom, laid out by itself. */
export function JourneyCanvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  )
}

const NODE_TYPES = { step: StepNode, end: EndNode }
const EDGE_TYPES = { way: WayEdge }

function Flow(props: Props) {
  const { t } = useTranslation()
  const { journey, words, edit } = props
  const flow = useReactFlow()
  const frame = useRef<HTMLDivElement>(null)
  const layout = useMemo(() => layoutJourney(journey), [journey])
  const nodes = useMemo(
    () =>
      [...layout.places].map(([id, position]): Node => {
        const isEnd = id.startsWith('end:')
        return {
          id,
          type: isEnd ? 'end' : 'step',
          position: isEnd ? { x: position.x + (NODE_WIDTH - END_WIDTH) / 2, y: position.y } : position,
          data: {},
          initialWidth: isEnd ? END_WIDTH : NODE_WIDTH,
          initialHeight: isEnd ? 24 : 58,
          // Without it nodes that cannot be dragged let clicks through.
          style: { pointerEvents: 'all' },
          draggable: false,
          selectable: false,
          focusable: false,
        }
      }),
    [layout],
  )
  const edges = useMemo(
    () =>
      layout.links.map(({ from, way, to, isBack }): Edge => ({
        id: `${from} ${way}`,
        source: from,
        sourceHandle: way,
        target: to,
        type: 'way',
        data: { isBack },
        selectable: false,
        focusable: false,
        reconnectable: edit !== undefined,
      })),
    [layout, edit],
  )
  const walk = (id: string, arrow: Arrow) => {
    const next = neighbour(layout, id, arrow)
    const place = next === undefined ? undefined : layout.places.get(next)
    if (next === undefined || place === undefined) return
    void flow.setCenter(place.x + NODE_WIDTH / 2, place.y + 40, { zoom: flow.getZoom() })
    frame.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus({ preventScroll: true })
  }
  const link = ({ source, sourceHandle, target }: Connection) => {
    if (edit === undefined || source === target || target === ENTRY) return
    edit.relink({ from: source === ENTRY ? null : source, way: sourceHandle ?? 'next' }, target.startsWith('end:') ? null : target)
  }
  const size = layout.places.size
  const width = useStore((state) => state.width)
  useEffect(() => {
    void flow.fitView({ padding: 0.15, maxZoom: 1 })
  }, [flow, size, width])
  const shared: Shared = { ...props, walk }
  return (
    <CanvasContext value={shared}>
      <section className="journey-canvas" ref={frame} aria-label={t('journeys.canvasLabel')}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onConnect={link}
          onReconnect={(old, connection) => link({ ...connection, source: old.source, sourceHandle: old.sourceHandle ?? 'next' })}
          nodesConnectable={edit !== undefined}
          nodesDraggable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          minZoom={0.2}
          maxZoom={1.5}
          fitView
          fitViewOptions={{ padding: 0.15, maxZoom: 1 }}
        >
          <Background color="var(--line-strong)" gap={24} />
          <Controls showInteractive={false} />
          <MiniMap pannable zoomable ariaLabel={t('journeys.minimap')} nodeColor="var(--grey-soft)" maskColor="transparent" />
        </ReactFlow>
        <p className="visually-hidden">{journey.steps.map((step) => words.title(step)).join(', ')}</p>
      </section>
    </CanvasContext>
  )
}

function StepNode({ id }: NodeProps) {
  const { t } = useTranslation()
  const { journey, words, problems, counts, open, edit, walk } = useCanvas()
  const step = stepOf(journey, id)
  const isEntry = id === ENTRY
  if (step === undefined && !isEntry) return null
  const title = step === undefined ? t('journeys.entry') : words.title(step)
  const line = step === undefined ? words.entry(journey.entry) : words.line(step)
  const ways = step === undefined ? [{ way: 'next' }] : waysOf(step)
  const wrong = problems.get(id) ?? 0
  const keys = (event: KeyboardEvent) => {
    if (event.key.startsWith('Arrow')) {
      event.preventDefault()
      walk(id, event.key as Arrow)
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && edit !== undefined && !isEntry) {
      event.preventDefault()
      walk(id, 'ArrowUp')
      edit.remove(id)
    }
  }
  return (
    <div className={`journey-node journey-node-${step?.kind ?? 'entry'}${wrong > 0 ? ' journey-node-wrong' : ''}`}>
      {isEntry ? null : <Handle type="target" position={Position.Top} />}
      <button type="button" className="journey-node-main nopan" data-node={id} onClick={() => open(id)} onKeyDown={keys}>
        <span className="journey-node-title">
          <Icon name={stepIcon(step?.kind)} size={15} />
          <strong>{title}</strong>
          <span className="visually-hidden"> · </span>
          {wrong > 0 ? (
            <span className="journey-node-problems">
              <Icon name="alert" size={13} />
              {t('journeys.problemsOf', { count: wrong })}
            </span>
          ) : null}
        </span>
        <span className="journey-node-line">{line}</span>
        {counts === undefined ? null : <span className="journey-node-counts">{counts(id)}</span>}
      </button>
      {ways.map(({ way }, i) => (
        <Handle key={way} id={way} type="source" position={Position.Bottom} style={{ left: `${((i + 1) / (ways.length + 1)) * 100}%` }} />
      ))}
    </div>
  )
}

function EndNode() {
  const { t } = useTranslation()
  return (
    <div className="journey-end">
      <Handle type="target" position={Position.Top} />
      {t('journeys.end')}
    </div>
  )
}

function WayEdge({ id, source, sourceHandleId, sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, data }: EdgeProps) {
  const { t } = useTranslation()
  const { journey, words, edit } = useCanvas()
  const isBack = data?.['isBack'] === true
  const [path] = getSmoothStepPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, borderRadius: 10 })
  const from = source === ENTRY ? null : source
  const at: Way = { from, way: sourceHandleId ?? 'next' }
  const step = stepOf(journey, from)
  const label = step === undefined ? '' : words.way(step, at.way)
  const what = [step === undefined ? t('journeys.entry') : words.title(step), ...(label === '' ? [] : [label])].join(', ')
  // Near the step below, where ways have parted.
  const y = isBack ? sourceY + 18 : targetY - 30
  const x = isBack ? sourceX : targetX
  return (
    <>
      <BaseEdge id={id} path={path} className={isBack ? 'journey-edge-back' : 'journey-edge'} />
      <EdgeLabelRenderer>
        <div className="journey-edge-label nopan" style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
          {label === '' ? null : <span className="journey-edge-name">{label}</span>}
          {edit === undefined ? null : <AddButton at={at} what={what} add={edit.add} />}
        </div>
      </EdgeLabelRenderer>
    </>
  )
}

/** A menu of the kinds of steps that can be put into a way. */
export function AddButton({
  at,
  what,
  add,
  isWorded = false,
}: {
  at: Way
  what: string
  add: (at: Way, kind: StepKind) => void
  isWorded?: boolean
}) {
  const { t } = useTranslation()
  const label = t('journeys.addAfter', { what })
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: STEP_KINDS.map((kind) => ({
          key: kind,
          label: t(`journeys.kinds.${kind}`),
          icon: <Icon name={stepIcon(kind)} size={14} />,
        })),
        onClick: ({ key }) => {
          const kind = STEP_KINDS.find((one) => one === key)
          if (kind !== undefined) add(at, kind)
        },
      }}
    >
      <Button size="small" {...(isWorded ? {} : { shape: 'circle' as const })} aria-label={label} icon={<Icon name="plus" size={13} />}>
        {isWorded ? t('journeys.addStep') : null}
      </Button>
    </Dropdown>
  )
}
