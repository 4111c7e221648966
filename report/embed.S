/* The page's look and scripts, and the worked cases, inside the program, byte for byte. */
    .section .rodata
    .macro carry name, file
    .global \name
    .global \name\()_end
\name:
    .incbin "\file"
\name\()_end:
    .byte 0
    .endm
    carry hearth_report_css, report/web/report.css
    carry hearth_report_js, report/web/report.js
    carry hearth_echarts_js, report/web/echarts.min.js
    carry hearth_cases_csv, report/cases.csv
    .section .note.GNU-stack,"",%progbits
