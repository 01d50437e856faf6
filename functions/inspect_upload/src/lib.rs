//! Is the uploaded file the PDF that was announced, readable and harmless?

pub mod pdf;
