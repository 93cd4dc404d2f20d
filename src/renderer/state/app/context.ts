import { createContext } from 'svelte';
import type { AppState } from './app-state.svelte';
import type { CaseSession } from '../case/case-session.svelte';

/** Each is constructed once and reaches components through context. */
export const [getApp, setApp] = createContext<AppState>();
export const [getSession, setSession] = createContext<CaseSession>();
