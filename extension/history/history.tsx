import { render } from 'preact';
import { dressPage, text } from '../ui/words.ts';
import { HistoryPage } from './history-page.tsx';

dressPage(document.documentElement);
document.title = text('visitsPageTitle');
render(<HistoryPage />, document.body);
