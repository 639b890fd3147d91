// What we use of tus-js-client 4.3.1.
export interface HttpResponse { getStatus(): number; getBody(): string }
export interface DetailedError extends Error { originalResponse: HttpResponse | null }
export interface PreviousUpload { size: number | null }
export interface Options {
  endpoint: string;
  headers: Record<string, string>;
  metadata: Record<string, string>;
  chunkSize: number;
  retryDelays: number[];
  storeFingerprintForResuming: boolean;
  removeFingerprintOnSuccess: boolean;
  fingerprint(): Promise<string>;
  onShouldRetry(err: DetailedError): boolean;
  onProgress(sent: number, total: number): void;
  onSuccess(): void;
  onError(err: Error | DetailedError): void;
}
export class Upload {
  constructor(file: File, options: Options);
  findPreviousUploads(): Promise<PreviousUpload[]>;
  resumeFromPreviousUpload(previous: PreviousUpload): void;
  start(): void;
  abort(): Promise<void>;
}
