import { workerData } from 'node:worker_threads'
import { answerBlocks } from '../table/answer-blocks.ts'
import { type ParquetReading, scanParquet } from './scan-parquet.ts'

answerBlocks(scanParquet(workerData as ParquetReading))
