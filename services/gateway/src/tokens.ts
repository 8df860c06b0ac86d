/** Names of what the controllers are given; the classes behind them know nothing of NestJS. */
export const STUDIES = Symbol('STUDIES');
export const STUDY_INDEX = Symbol('STUDY_INDEX');
export const ENDPOINTS = Symbol('ENDPOINTS');
export const DELIVERIES = Symbol('DELIVERIES');
export const ENDPOINT_SWITCH = Symbol('ENDPOINT_SWITCH');
export const REPLAYS = Symbol('REPLAYS');
export const QUEUES = Symbol('QUEUES');
export const ADDRESS_RULES = Symbol('ADDRESS_RULES');
export const SUMMARIES = Symbol('SUMMARIES');
export const CORRECTIONS = Symbol('CORRECTIONS');
export const REPORTS = Symbol('REPORTS');
export const FHIR_PAGES = Symbol('FHIR_PAGES');
export const PUBLIC_URL = Symbol('PUBLIC_URL');
export const FORWARDER = Symbol('FORWARDER');
export const ACCOUNTS = Symbol('ACCOUNTS');
export const API_DOCUMENT = Symbol('API_DOCUMENT');
