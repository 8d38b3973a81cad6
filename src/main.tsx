import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/styles/base.css';
import { App } from './ui/app.tsx';
import { startSession } from './ui/start.ts';

const root = document.getElementById('app');
if (!root) throw new Error('index.html lacks #app');
void startSession();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
