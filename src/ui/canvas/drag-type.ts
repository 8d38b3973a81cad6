/** The kind of thing dragged out of the palette; a custom type, so that foreign drags are left alone. */
export const dragType = 'application/x-plainsight-component';
