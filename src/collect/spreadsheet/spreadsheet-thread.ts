import { workerData } from 'node:worker_threads'
import { answerBlocks } from '../table/answer-blocks.ts'
import { scanWorkbook, type WorkbookReading } from './scan-workbook.ts'

answerBlocks(scanWorkbook(workerData as WorkbookReading))
