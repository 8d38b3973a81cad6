import { serviceExporter } from '../../clients/service-export.ts';

/** In any language: environment files, and a page that says what its own code must do. */
export const exportPlan = serviceExporter(null);
