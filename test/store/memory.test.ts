import { openMemoryStores } from '../../src/store/memory.ts';
import { storesConformance } from '../conformance/stores.ts';

storesConformance('memory', async () => openMemoryStores());
