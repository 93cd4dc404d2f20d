import { routeOf } from './state/view/route';
import { prepareStore } from './store/client';

// The worker starts beside the program, which takes longer to load: a case is read from its index in it.
if (routeOf(location.search).page === 'case') prepareStore();
void import('./start');
